import type { JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import type { GivenName } from '#shared/tailoring.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { Timeline, type TimelineWords } from '#client/records/pane/timeline.tsx';
import { SettingsPage } from './setting.tsx';

const namesIn = (value: unknown): readonly GivenName[] => (Array.isArray(value) ? (value as GivenName[]) : []);

const called = (module: string, value: unknown): string =>
  namesIn(value).find((name) => name.module === module)?.many ?? productCatalog.named(module)?.label.many ?? module;

/** "called Leads Enquiries" */
const renamed = (from: unknown, to: unknown): string => {
  const modules = [...new Set([...namesIn(from), ...namesIn(to)].map(({ module }) => module))];
  const said = modules
    .filter((module) => called(module, from) !== called(module, to))
    .map((module) => `“${called(module, from)}” to “${called(module, to)}”`);
  return said.length > 0 ? `renamed ${said.join(' and ')}` : 'changed what modules are called';
};

const words: TimelineWords = {
  words: (say) => ({
    say,
    created: () => 'set the workspace up',
    fields: {
      // A name of an image says nothing to people.
      logo: ({ from, to }) => ({
        kind: 'edit',
        text: to === null ? 'removed the logo' : from === null ? 'added a logo' : 'changed the logo',
      }),
      names: ({ from, to }) => ({ kind: 'edit', text: renamed(from, to) }),
    },
  }),
};

/** Who changed which setting, and when. */
export const HistorySection = (props: { record: AnyRecord }): JSX.Element => (
  <SettingsPage
    title="History"
    lead="Who changed which setting. What was changed in a clinic, a field or a list of choices is told on its own page."
  >
    <section class="rounded-float border border-line bg-surface px-4 py-4 sm:px-6" aria-label="History">
      <Timeline record={props.record} words={words} most={500} />
    </section>
  </SettingsPage>
);
