import type { Bundle } from './bundle.ts';
import { spread } from './figures.ts';
import type { Scrolled } from './scroll.ts';
import { at2, range, type Verdict } from './verdict.ts';

export const bundleVerdicts = ({ beforeSignIn, leadDesk }: Bundle): Verdict[] => {
  const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
  return [
    {
      what: 'JavaScript before sign-in, gzipped',
      target: '< 40 kB',
      got: kilobytes(beforeSignIn.bytes),
      met: beforeSignIn.bytes < 40_000,
    },
    {
      what: 'JavaScript for the lead desk, gzipped',
      target: '< 250 kB',
      got: kilobytes(leadDesk.bytes),
      met: leadDesk.bytes < 250_000,
    },
  ];
};

/** Against a page that holds all the lines, and nothing in them to press: as smooth as it gets on this machine. Frames come in steps of the display's. */
export const scrollVerdicts = ({ leads, ours, bare, heap }: Scrolled): Verdict[] => {
  const what = (about: string): string => `${about}, scrolling through ${leads.toLocaleString('en')} leads`;
  const late = spread(ours.map((frames, i) => frames.p95 / (bare[i]?.p95 ?? Number.NaN)));
  const [before = Number.NaN] = heap.after;
  const growth = (heap.after.at(-1) ?? Number.NaN) / before;
  return [
    {
      what: what('frame time p95'),
      target: '≤ 1.5 × a page of bare lines',
      got: `${range(late, at2)} ×`,
      met: late.median <= 1.5,
    },
    ...(heap.after.length > 1
      ? [
          {
            what: what('memory after going through them again'),
            target: '≤ 1.05 × before',
            got: `${at2(growth)} ×`,
            met: growth <= 1.05,
          },
        ]
      : []),
  ];
};
