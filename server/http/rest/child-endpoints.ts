import type { Catalog } from '#shared/catalog.ts';
import type { Collection, Patch } from '#shared/collection.ts';
import type { Fields } from '#shared/fields/field.ts';
import { parentRef } from '#shared/record-ref.ts';
import { invalid, notFound } from '#shared/refusal.ts';
import { pathOf } from '#shared/rest-path.ts';
import type { Runnable } from '#shared/run-command.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { param, type Call, type Endpoint } from '#server/http/endpoint.ts';
import { inputSchema, nothing, recordRef } from '#server/http/schemas.ts';
import { idempotency } from './idempotency.ts';
import { childIdName, childName } from './paths.ts';
import { find } from './read-endpoints.ts';
import { base, changeOne, createWith, ifMatch, reason, withReason, withoutId } from './write-endpoints.ts';

/** What is written below a record's own address: `POST /leads/:id/notes`, and one of them at `/leads/:id/notes/:noteId`. */
export const childEndpoints = (catalog: Catalog, definition: Collection): Endpoint[] =>
  catalog.childrenOf(definition).flatMap((child, _, siblings) => {
    const [create, update, remove] = ['create', 'update', 'delete'].map((verb) =>
      catalog.command(`${child.name}.${verb}`),
    );
    // What only the product writes is read there, and no more.
    if (!create || !update || !remove) return [];
    return endpointsOf(definition, child, childName(child, siblings), { create, update, remove });
  });

type Commands = { readonly create: Runnable; readonly update: Runnable; readonly remove: Runnable };

const endpointsOf = (
  parent: Collection,
  child: Collection,
  name: string,
  { create, update, remove }: Commands,
): Endpoint[] => {
  const path = `${pathOf(parent)}/:id/${name}`;
  const idName = childIdName(child);
  const [one, above] = [child.label.one.toLowerCase(), parent.label.one.toLowerCase()];
  const about = { tag: parent.label.many, collection: child, access: 'signed-in' } as const;
  const ofOne = { ...about, path: `${path}/:${idName}`, headers: [idempotency, ifMatch] };
  return [
    {
      ...about,
      method: 'post',
      path,
      summary: `Create a ${one} of a ${above}.`,
      headers: [idempotency],
      body: inputSchema(withReason(withoutParent(child, create.input)), true),
      answer: recordRef(child),
      status: 201,
      run: (call: Call) => createBelow(call, parent, create),
    },
    {
      ...ofOne,
      method: 'patch',
      summary: `Change fields of a ${one} of a ${above}.`,
      query: [base],
      body: inputSchema(withReason(withoutId(update.input)), false),
      answer: recordRef(child),
      run: (call: Call) => changeBelow(call, parent, update, idName),
    },
    {
      ...ofOne,
      method: 'delete',
      summary: `Delete a ${one} of a ${above}; it can be restored.`,
      query: [base, reason],
      answer: nothing,
      run: (call: Call) => changeBelow(call, parent, remove, idName),
    },
  ];
};

/** The fields that say whose child a record is: the address does. */
const parentFields = ({ parent }: Collection): string[] =>
  parent ? [parent.field, ...(parent.kind === undefined ? [] : [parent.kind])] : [];

const withoutParent = (child: Collection, input: Fields): Fields => {
  const said = parentFields(child);
  return Object.fromEntries(Object.entries(input).filter(([name]) => !said.includes(name)));
};

/** A record that this person sees, in their turn. Throws NOT_FOUND. */
const seen = async (call: Call, definition: Collection, id: string) =>
  (await call.tenant.inTurn(call.actor.id, (tenant) => find({ ...call, tenant }, definition, id))).record;

const createBelow = async (call: Call, parent: Collection, command: Runnable): Promise<Answer> => {
  const above = await seen(call, parent, param(call, 'id'));
  const fields = await readFields(call.req, call.res);
  const named = parentFields(command.collection).find((name) => fields[name] !== undefined);
  if (named !== undefined) throw invalid(named, 'The address says which record this belongs to. Leave it out.');
  const { field = '', kind } = command.collection.parent ?? {};
  const said: Patch = { [field]: above.id, ...(kind === undefined ? {} : { [kind]: parent.name }) };
  return createWith(call, command, { ...fields, ...said });
};

const changeBelow = async (call: Call, parent: Collection, command: Runnable, idName: string): Promise<Answer> => {
  const { collection: child } = command;
  const record = await seen(call, child, param(call, idName));
  const above = parentRef(child, record);
  if (above?.collection.name !== parent.name || above.id !== param(call, 'id').toLowerCase())
    throw notFound(child.label.one);
  return changeOne(call, command, idName);
};
