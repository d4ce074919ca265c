import { setTimeout as pause } from 'node:timers/promises';
import type { Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import { changeOfAccess, changeOfField, newField, nextAct, nextOperation, nextUndo, type Stage } from './operations.ts';
import type { Rng } from './rng.ts';
import type { Operation } from './ledger.ts';
import { flagship, franchises, type Person, type Scene } from './scene.ts';

export type Work = {
  readonly clients: readonly Client[];
  readonly operations: Operation[];
  readonly rng: Rng;
  readonly signal: AbortSignal;
};

const mostUnanswered = 4;

export const stageOf = (scene: Scene, clients: readonly Client[], canaries: Canaries): Stage => ({
  canaries,
  clinics: scene.clinics,
  teams: scene.teams,
  done: new Map(),
  deleted: Object.fromEntries(Object.keys(franchises).map((slug) => [slug, new Set<string>()])),
  foreign: (slug) => {
    const stranger = clients.find(({ person }) => person.slug !== slug);
    const leads = [...(stranger?.replica.records().keys() ?? [])].filter((key) => key.startsWith('leads/'));
    return leads.map((key) => key.slice('leads/'.length));
  },
});

/** One device at work; now and then the person's other device asks the very same at the same time. */
export const write = async (
  client: Client,
  stage: Stage,
  { clients, operations, rng, signal }: Work,
): Promise<void> => {
  const twin = clients.find((other) => other !== client && other.person === client.person);
  while (!signal.aborted) {
    await pause(rng.between(30, 220));
    if (!client.isLive() || client.replica.isLoading() || client.unanswered() >= mostUnanswered) continue;
    const dice = rng.next();
    const several = dice < 0.06 ? nextAct(client, rng, stage) : dice < 0.16 ? nextUndo(client, rng, stage) : null;
    if (several) {
      operations.push(...several);
      if (several.length > 0) void keepDone(stage, client.performAll(several), several);
      continue;
    }
    const operation = nextOperation(client, rng, stage);
    if (!operation) continue;
    operations.push(operation);
    void keepDone(stage, client.perform(operation), [operation]);
    if (twin && rng.chance(0.25)) void twin.perform(operation);
  }
};

/** What was done may be taken back, an undo too. */
const keepDone = async (stage: Stage, performing: Promise<void>, act: readonly Operation[]): Promise<void> => {
  await performing;
  const made = act.filter(({ answers }) => answers[0]?.ok);
  const [first] = made;
  if (first) stage.done.set(first.by, [...(stage.done.get(first.by) ?? []).slice(-20), made]);
};

/** Everyone who is there does one more thing, all at once. */
export const writeOnce = (stage: Stage, { clients, operations, rng }: Work): void => {
  for (const client of clients) {
    const operation = client.isLive() ? nextOperation(client, rng, stage) : null;
    if (!operation) continue;
    operations.push(operation);
    void client.perform(operation);
  }
};

/** Clinics are given and taken, a role comes and goes, an account is shut and opened, people sign out. */
export const changeAccess = async (scene: Scene, { clients, operations, rng, signal }: Work): Promise<void> => {
  const [boss, owner] = ['abe', 'olaf'].map((name) => clients.find(({ person }) => person.name === name));
  const { flo, dan, udo } = scene.people;
  const clinics = scene.clinics[flagship] ?? [];
  if (!boss || !owner || !flo || !dan || !udo) throw new Error('someone is missing');
  const order = async (user: Person, patch: { readonly [field: string]: unknown }): Promise<void> => {
    const by = user.slug === owner.person.slug ? owner : boss;
    const operation = changeOfAccess(by, user.id, patch);
    operations.push(operation);
    await by.perform(operation);
    if (patch['isActive'] === true) for (const client of clients) if (client.person === user) client.shut(false);
  };
  const some = (groups = clinics): string[] => {
    const picked = groups.filter(() => rng.chance(0.5));
    return picked.length > 0 ? picked : [rng.pick(groups)];
  };
  const moves: (() => Promise<void>)[] = [
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'admin' }),
    () => order(udo, { teamIds: some(scene.teams[udo.slug]) }),
    () => order(udo, { teamIds: [] }),
    () => order(dan, { isActive: false }),
    () => order(dan, { isActive: true }),
    () => rng.pick(clients).signOut(),
  ];
  while (!signal.aborted) {
    await pause(rng.between(200, 900));
    await rng.pick(moves)();
  }
  // Everyone is let in again, so that everyone can be compared.
  await order(dan, { isActive: true });
};

/**
 * An admin adds fields to leads while everyone works; writers use each as soon as they hear of it. A field also goes out
 * of use and comes back, with the values that it had.
 */
export const tailorLeads = async ({ clients, operations, rng, signal }: Work): Promise<void> => {
  const admin = clients.find(({ person }) => person.name === 'ana');
  if (!admin) throw new Error('there is no admin');
  const order = async (operation: Operation): Promise<Operation> => {
    operations.push(operation);
    await admin.perform(operation);
    return operation;
  };
  const wait = (): Promise<unknown> => pause(rng.between(2_000, 6_000), null, { signal }).catch(() => null);
  const ids: string[] = [];
  for (let n = 1; n <= mostFields && !signal.aborted; n++) {
    await wait();
    if (signal.aborted) return;
    const [answer] = (await order(newField(admin, `Extra ${n}`))).answers;
    if (answer?.ok && answer.record) ids.push(answer.record.id);
    if (ids.length === 0 || !rng.chance(0.7)) continue;
    const id = rng.pick(ids);
    await wait();
    await order(changeOfField(admin, id, { active: false }));
    await wait();
    // Also at the end: its values are compared then.
    await order(changeOfField(admin, id, { active: true }));
  }
};

const mostFields = 4;
