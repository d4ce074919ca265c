import { setTimeout as pause } from 'node:timers/promises';
import type { Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import { changeOfAccess, nextDeed, type Stage } from './deeds.ts';
import type { Dice } from './dice.ts';
import type { Deed } from './ledger.ts';
import { flagship, franchises, type Person, type Scene } from './scene.ts';

export type Work = {
  readonly clients: readonly Client[];
  readonly deeds: Deed[];
  readonly dice: Dice;
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
export const write = async (client: Client, stage: Stage, { clients, deeds, dice, signal }: Work): Promise<void> => {
  const twin = clients.find((other) => other !== client && other.person === client.person);
  while (!signal.aborted) {
    await pause(dice.between(30, 220));
    if (!client.isLive() || client.replica.isLoading() || client.unanswered() >= mostUnanswered) continue;
    const deed = nextDeed(client, dice, stage);
    if (!deed) continue;
    deeds.push(deed);
    void client.perform(deed);
    if (twin && dice.chance(0.25)) void twin.perform(deed);
  }
};

/** Everyone who is there does one more thing, all at once. */
export const writeOnce = (stage: Stage, { clients, deeds, dice }: Work): void => {
  for (const client of clients) {
    const deed = client.isLive() ? nextDeed(client, dice, stage) : null;
    if (!deed) continue;
    deeds.push(deed);
    void client.perform(deed);
  }
};

/** Clinics are given and taken, a role comes and goes, an account is shut and opened, people sign out. */
export const changeAccess = async (scene: Scene, { clients, deeds, dice, signal }: Work): Promise<void> => {
  const boss = clients.find(({ person }) => person.name === 'abe');
  const { flo, dan } = scene.people;
  const clinics = scene.clinics[flagship] ?? [];
  if (!boss || !flo || !dan) throw new Error('someone is missing');
  const order = async (user: Person, patch: { readonly [field: string]: unknown }): Promise<void> => {
    const deed = changeOfAccess(boss, user.id, patch);
    deeds.push(deed);
    await boss.perform(deed);
    if (patch['isActive'] === true) for (const client of clients) if (client.person === user) client.shut(false);
  };
  const some = (): string[] => {
    const picked = clinics.filter(() => dice.chance(0.5));
    return picked.length > 0 ? picked : [dice.pick(clinics)];
  };
  const moves: (() => Promise<void>)[] = [
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'clinic_staff', clinicIds: some() }),
    () => order(flo, { role: 'admin' }),
    () => order(dan, { isActive: false }),
    () => order(dan, { isActive: true }),
    () => dice.pick(clients).signOut(),
  ];
  while (!signal.aborted) {
    await pause(dice.between(200, 900));
    await dice.pick(moves)();
  }
  // Everyone is let in again, so that everyone can be compared.
  await order(dan, { isActive: true });
};
