import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { canary, type Canaries } from './canaries.ts';
import type { Facts } from './database.ts';
import type { Rng } from './rng.ts';
import { flagship, franchises, type Scene } from './scene.ts';
import { createSession } from './session.ts';

/** A file of leads that was sent to be imported, and how its import stood when it was over. */
export type Sent = { readonly id: string; readonly names: readonly string[]; outcome: Outcome | null };

type Outcome = { readonly state: string; readonly rows: number; readonly created: number; readonly warned: number };

type Tools = {
  readonly canaries: Canaries;
  readonly rng: Rng;
  readonly note: (what: string) => void;
  readonly signal: AbortSignal;
};

const rowsPerFile = 350;
const most = 3;
/** A job whose pod died is taken up by another one when its lease is over. */
const timeoutMs = 300_000;

/** An admin imports files of leads while pods die: each is carried out by whichever pod is there. */
export const importFiles = async (scene: Scene, { canaries, rng, note, signal }: Tools): Promise<Sent[]> => {
  const person = scene.people['abe'];
  if (!person) throw new Error('there is no admin');
  const port = (): number => rng.pick(scene.pods).port;
  const session = createSession(person, port, () => undefined);
  const clinics = franchises[flagship]?.groups ?? [];
  const sent: Sent[] = [];

  type More = { readonly headers?: { readonly [name: string]: string }; readonly body?: string };
  const ask = async (method: 'GET' | 'POST', path: string, more: More = {}): Promise<Outcome | null> => {
    const token = await session.token();
    try {
      const response = await fetch(`http://127.0.0.1:${port()}/${person.slug}/api/v1${path}`, {
        ...more,
        method,
        headers: { ...more.headers, authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5_000),
      });
      const { success, data } = (await response.json()) as { success: boolean; data?: Outcome };
      return success ? (data ?? null) : null;
    } catch {
      // A pod that dies, a database that is away: the same file under the same number is asked for again.
      note('imports asked again');
      return null;
    }
  };
  const untilGiven = async <T>(attempt: () => Promise<T | null>): Promise<T | null> => {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const given = await attempt();
      if (given !== null) return given;
      await pause(200);
    }
    return null;
  };

  while (!signal.aborted && sent.length < most) {
    await pause(rng.between(500, 3_000));
    const names = Array.from({ length: rowsPerFile }, () => `Imported ${canary(canaries)}`);
    const rows = names.map((name, n) => `${name},98430 ${10_000 + n},${n % 3 === 0 ? '' : rng.pick(clinics)}`);
    const file: Sent = { id: v7(), names, outcome: null };
    sent.push(file);
    const headers = { 'content-type': 'text/csv', 'idempotency-key': file.id };
    const body = ['Name,Phone,Clinic', ...rows].join('\n');
    await untilGiven(() => ask('POST', '/leads/import', { headers, body }));
    file.outcome = await untilGiven(async () => {
      const view = await ask('GET', `/imports/leads/${file.id}?after=50000`);
      return view?.state === 'running' ? null : view;
    });
    note('imports');
  }
  session.stop();
  return sent;
};

/** Every row of every file came in, and came in once. */
export const judgeImports = (
  { catalog, records }: Facts,
  sent: readonly Sent[],
  complain: (what: string) => void,
): void => {
  const leads = catalog.named('leads');
  if (!leads) return;
  const counts = new Map<string, number>();
  for (const { name } of records(leads).values() as Iterable<{ name?: unknown }>)
    counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
  for (const { id, names, outcome } of sent) {
    const done = outcome && outcome.created + outcome.warned;
    if (outcome?.state !== 'finished' || done !== names.length)
      complain(`import ${id} of ${names.length} rows ended as ${JSON.stringify({ ...outcome, report: undefined })}`);
    for (const name of names)
      if ((counts.get(name) ?? 0) > 1) complain(`${name} was imported ${counts.get(name)} times`);
  }
};
