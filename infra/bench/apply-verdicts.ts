import type { Applied, Phone } from './apply.ts';
import { spread } from './figures.ts';
import { judged, type Verdict } from './verdict.ts';

/** How much more memory a tab would have in use after an hour at this pace: the slope through all points. */
export const growthInAnHour = ({ heap, changesPerSecond }: Pick<Applied, 'heap' | 'changesPerSecond'>): number => {
  // The first changes fill what is kept of the last ones: growth is what comes after.
  const points = heap.slice(1);
  const mean = (of: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [changes, bytes] = [mean((point) => point.changes), mean((point) => point.bytes)];
  const rise = points.reduce((sum, point) => sum + (point.changes - changes) * (point.bytes - bytes), 0);
  const run = points.reduce((sum, point) => sum + (point.changes - changes) ** 2, 0);
  return (rise / run) * changesPerSecond * 3_600;
};

/** A working day: so many hours at the counted pace, and so often back from a locked screen to a desk that is opened again. */
const hours = 9;
const returns = 30;

export const bytesOfDay = ({ opened, openedAgain, stretch, seconds }: Phone): number =>
  opened + openedAgain * returns + (stretch / seconds) * hours * 3_600;

export const describeDay = `${hours} hours, ${returns} times back`;

export const applyVerdicts = (applied: Applied): Verdict[] => {
  const { leads, changesPerSecond, busy } = applied;
  const pace = `${Math.round(changesPerSecond)} changes a second over ${leads.toLocaleString('en')} leads`;
  return [
    judged(
      { what: `main thread of a tab, ${pace}`, bar: { must: 10, aim: 5 }, unit: '% of a core', digits: 1 },
      spread([busy * 100]),
    ),
    judged(
      { what: `memory of a tab, more in an hour of ${pace}`, bar: { must: 10, aim: 1 }, unit: 'MB', digits: 1 },
      spread([growthInAnHour(applied) / 1e6]),
    ),
  ];
};
