import { setTimeout as pause } from 'node:timers/promises';
import type { Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import { changeOfAccess, nextOperation, type Stage } from './operations.ts';
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
    const operation = nextOperation(client, rng, stage);
    if (!operation) continue;
    operations.push(operation);
    void client.perform(operation);
    if (twin && rng.chance(0.25)) void twin.perform(operation);
  }
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
  const boss = clients.find(({ person }) => person.name === 'abe');
  const { flo, dan } = scene.people;
  const clinics = scene.clinics[flagship] ?? [];
  if (!boss || !flo || !dan) throw new Error('someone is missing');
  const order = async (user: Person, patch: { readonly [field: string]: unknown }): Promise<void> => {
    const operation = changeOfAccess(boss, user.id, patch);
    operations.push(operation);
    await boss.perform(operation);
    if (patch['isActive'] === true) for (const client of clients) if (client.person === user) client.shut(false);
  };
  const some = (): string[] => {
    const picked = clinics.filter(() => rng.chance(0.5));
    return picked.length > 0 ? picked : [rng.pick(clinics)];
  };
  const moves: (() => Promise<void>)[] = [
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'admin' }),
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
