import { For, type JSX } from 'solid-js';
import { Tab, Tabs } from '#client/records/list/toolbar-row.tsx';
import type { Counts } from './counts.ts';
import { inView, viewOf, views, type DeskQuery } from './desk-query.ts';

type LeadViewsProps = { query: DeskQuery; counts: Counts | null; onChange: (change: Partial<DeskQuery>) => void };

/** What one opens the desk for: what is due, what has come in, everything. Clinic, search and days are kept. */
export const LeadViews = (props: LeadViewsProps): JSX.Element => (
  <Tabs label="Views">
    <For each={views}>
      {(view) => (
        <Tab
          label={view.label}
          count={props.counts?.views.get(view.label)}
          on={viewOf(props.query) === view}
          onShow={() => props.onChange(inView(view))}
        />
      )}
    </For>
  </Tabs>
);
