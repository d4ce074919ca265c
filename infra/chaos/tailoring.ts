import { customFieldName } from '#shared/custom-field.ts';
import { createClient, type Client } from './client.ts';
import type { Operation } from './ledger.ts';
import { newField, operationOf } from './operations.ts';
import { createRng } from './rng.ts';
import type { Scene } from './scene.ts';
import { createObserver } from './observer.ts';
import { until } from './until.ts';

type Court = { readonly complain: (what: string) => void; readonly note: (what: string, by?: number) => void };

/** Another pod takes a new field within this time, in milliseconds. */
const promise = 1_000;
const rounds = 3;

/** While nothing is broken, an admin on one pod adds a field, and someone on the other one fills it in at once. */
export const timeNewFields = async (
  { pods, people, allow }: Scene,
  operations: Operation[],
  { complain, note }: Court,
): Promise<void> => {
  const [here, there] = pods;
  const { ana, olga } = people;
  if (!here || !there || !ana || !olga) throw new Error('someone is missing');
  const join = (person: typeof ana, port: number, readsFrames: boolean): Client => {
    const name = `${person.name} on ${port}`;
    const observer = createObserver([], (what) => complain(`${name} ${what}`));
    return createClient({
      person,
      name,
      ports: [port],
      rng: createRng(name),
      observer,
      note: () => undefined,
      complain,
      readsFrames,
    });
  };
  const [admin, writer] = [join(ana, here.port, true), join(olga, there.port, false)];
  const perform = async (client: Client, operation: Operation): Promise<Operation> => {
    operations.push(operation);
    await client.perform(operation);
    return operation;
  };
  try {
    await until(
      () => admin.isSettled() && writer.isSettled(),
      allow(10_000),
      () => 'an admin and a writer did not come in',
    );
    let slowest = 0;
    for (let n = 1; n <= rounds; n++) {
      const { answers } = await perform(admin, newField(admin, `Calm ${n}`));
      const began = performance.now();
      const [answer] = answers;
      if (!answer?.ok) return complain(`a new field was refused: ${JSON.stringify(answer)}`);
      const name = customFieldName(String(answer.record?.['name']));
      const lead = [...writer.replica.records().keys()].find((key) => key.startsWith('leads/'))?.slice('leads/'.length);
      const fill = (): Operation =>
        operationOf(writer, { name: 'leads.update', args: { id: lead, patch: { [name]: `value ${n}` } } });
      while (!(await perform(writer, fill())).answers[0]?.ok && performance.now() - began < 4 * allow(promise));
      slowest = Math.max(slowest, performance.now() - began);
    }
    note('milliseconds until another pod took a new field', Math.round(slowest));
    if (slowest > allow(promise)) complain(`another pod took a new field after ${Math.round(slowest)} ms`);
  } finally {
    await Promise.all([admin.stop(), writer.stop()]);
  }
};
