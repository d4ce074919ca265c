import type { Applied } from './apply.ts';
import { applyVerdicts } from './apply-verdicts.ts';
import type { Bundle } from './bundle.ts';
import type { Connected } from './connect.ts';
import { faultVerdicts, loadVerdicts } from './load-verdicts.ts';
import type { Measured, Pages } from './page.ts';
import { pageVerdicts, restVerdicts } from './page-verdicts.ts';
import type { Cost } from './profile.ts';
import type { RestPages } from './rest.ts';
import type { Played } from './scenarios.ts';
import { bundleVerdicts, scrollVerdicts } from './screen-verdicts.ts';
import type { Scrolled } from './scroll.ts';
import type { Storms } from './storm.ts';
import { stormVerdicts } from './storm-verdicts.ts';
import type { Verdict } from './verdict.ts';

/** Everything that a run found; what was not asked for is absent. */
export type Results = {
  readonly played: readonly Played[];
  readonly connect?: { readonly ours: Connected; readonly bare: Connected };
  readonly storms?: Storms;
  readonly rest?: RestPages;
  readonly pages: readonly (Pages & Measured)[];
  readonly bundle?: Bundle;
  readonly scroll?: Scrolled;
  readonly applied?: Applied;
  readonly costs?: readonly Cost[];
};

export const verdicts = ({ played, storms, rest, pages, bundle, scroll, applied }: Results): Verdict[] => [
  ...played.flatMap(loadVerdicts),
  ...(storms ? stormVerdicts(storms) : []),
  ...(rest ? restVerdicts(rest) : []),
  ...pages.flatMap(pageVerdicts),
  ...(bundle ? bundleVerdicts(bundle) : []),
  ...(scroll ? scrollVerdicts(scroll) : []),
  ...(applied ? applyVerdicts(applied) : []),
  ...faultVerdicts(played.map(({ comparison }) => comparison)),
];
