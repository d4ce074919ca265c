import { everything } from './access.ts';
import type { Actor } from './actor.ts';
import { all, heldScopes, present, readableFields } from './can.ts';
import type { Catalog } from './catalog.ts';
import type { AnyRecord, Collection } from './collection.ts';
import { scopeKey } from './scope-key.ts';

/** What a tenant made of the product: its records of these collections, by collection and id. */
export type Tailoring = { readonly [collection: string]: ReadonlyMap<string, AnyRecord> };

/** The collections whose records tailor the others. */
export const tailoringCollections = ['settings', 'customFields', 'choiceSets', 'customRoles'] as const;
export type TailoringName = (typeof tailoringCollections)[number];

/** The roles that a tenant made: who has one may do what that says. */
export const customRolesName = 'customRoles' satisfies TailoringName;

export const isTailoring = (name: string): boolean => (tailoringCollections as readonly string[]).includes(name);

/** The scope that all records of one of them are in. */
export const tailoringScope = (collection: string): string => scopeKey(collection, all);

/** The scopes that hold the tailoring: the number of the last change in any of them is the catalog's version. */
export const tailoringScopes: readonly string[] = tailoringCollections.map(tailoringScope);

/** Whether a tenant may add fields to it, and change choices of it that are made for that: what only the product makes stays. */
export const canBeTailored = ({ name, internal, access: { owner } }: Collection): boolean =>
  internal !== true && !isTailoring(name) && (owner === everything || owner?.create !== undefined);

/** The fields whose choices are a choice set, with the path that names each: `leads.source`. */
export const tailorableFields = (
  collections: readonly Collection[],
): { readonly path: string; readonly definition: Collection; readonly name: string }[] =>
  collections
    .filter(canBeTailored)
    .flatMap((definition) =>
      Object.entries(definition.fields).flatMap(([name, field]) =>
        field.tailorable === true ? [{ path: `${definition.name}.${name}`, definition, name }] : [],
      ),
    );

/**
 * Whether an actor is shown the field `name` in any scope of the collection that they hold. Without `name`: whether one
 * of these scopes shows all fields, and so those that a tenant adds.
 */
const seesField = (actor: Actor, definition: Collection, name?: string): boolean => {
  const readable = readableFields(definition, heldScopes(actor, 'view', definition));
  return readable === null || (name !== undefined && readable.has(name));
};

/** The collections, by name, whose added fields an actor sees. */
export const readersCollections = (actor: Actor, collections: readonly Collection[]): string[] =>
  collections.filter((one) => canBeTailored(one) && seesField(actor, one)).map(({ name }) => name);

/** The fields, by path, whose choice sets an actor sees. */
export const readersChoices = (actor: Actor, collections: readonly Collection[]): string[] =>
  tailorableFields(collections)
    .filter(({ definition, name }) => seesField(actor, definition, name))
    .map(({ path }) => path);

/** What a reader in these scopes is told of a tenant's tailoring. */
export const tailoringFor = (
  { tailoring, named }: Pick<Catalog, 'tailoring' | 'named'>,
  scopes: readonly string[],
): Tailoring =>
  Object.fromEntries(
    tailoringCollections.map((name): [string, ReadonlyMap<string, AnyRecord>] => {
      const definition = named(name);
      const held = definition ? [...(tailoring[name]?.values() ?? [])] : [];
      const shown = held.flatMap((record) => (definition && present(definition, record, scopes)) ?? []);
      return [name, new Map(shown.map((record) => [record.id, record]))];
    }),
  );

/** What a tenant calls one of its modules. */
export type GivenName = { readonly module: string; readonly one: string; readonly many: string };

/** Whether a tenant may call it otherwise: what people work with, not what the product keeps for itself. */
export const canBeNamed = (definition: Collection): boolean => canBeTailored(definition) && !definition.ownScreen;

/** An image that was uploaded, by its name: the hash of what is in it, and what it is. */
export const isImageName = (text: string): boolean => /^[0-9a-f]{64}\.(?:png|jpg|webp)$/.test(text);

/** A tenant has one record of its settings, under this id. */
export const settingsId = '00000000-0000-7000-8000-000000000001';

/** A colour that a tenant may have as its accent: hexadecimal, or by its CSS name. */
export const isColor = (text: string): boolean => /^(#[0-9a-f]{6}|[a-z]{3,24})$/i.test(text);
