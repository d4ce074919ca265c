import { Session, type Profiler } from 'node:inspector/promises';

/** A function and the share of the time in which it itself was at work. */
export type Cost = { readonly where: string; readonly share: number };

export type Profile = { readonly costs: readonly Cost[]; readonly raw: string };

/** Watches this process for a while, and says where its time went. */
export const profile = async ({ seconds }: { readonly seconds: number }): Promise<Profile> => {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 250 });
    await session.post('Profiler.start');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const { profile: found } = await session.post('Profiler.stop');
    return { costs: costsOf(found), raw: JSON.stringify(found) };
  } finally {
    session.disconnect();
  }
};

const costsOf = ({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Cost[] => {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  let total = 0;
  samples.forEach((id, at) => {
    const name = names.get(id) ?? '?';
    const delta = timeDeltas[at] ?? 0;
    if (name === '(idle)') return;
    total += delta;
    spent.set(name, (spent.get(name) ?? 0) + delta);
  });
  return [...spent]
    .map(([where, time]) => ({ where, share: time / total }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 40);
};

const nameOf = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string => {
  if (!url) return functionName || '(anonymous)';
  const place = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(server|shared-types)\//, '$1/');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
};
