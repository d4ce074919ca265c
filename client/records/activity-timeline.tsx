import ArrowRight from 'lucide-solid/icons/arrow-right';
import { For, Match, Show, Switch, createMemo, type JSX } from 'solid-js';
import type { ActivityEntry } from '#shared/protocol.ts';
import { fieldOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { Avatar } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { now, timeZone } from '#client/lib/clock.ts';
import { exactMoment, describeAgo } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { FieldValue } from './field-value.tsx';

const verbs: Record<ActivityEntry['op'], string> = {
  create: 'created this',
  update: 'changed',
  delete: 'deleted this',
  restore: 'brought this back',
};

/** What happened to this record, the newest first. It grows while one looks at it. */
export const ActivityTimeline = (props: { definition: Collection; record: AnyRecord }): JSX.Element => {
  const live = useLive();
  const activity = live.activity(createMemo(() => ({ collection: props.definition, id: props.record.id })));
  return (
    <section class="px-3 py-3 sm:px-5">
      <h3 class="pb-2 text-small font-semibold text-faint">Activity</h3>
      <Switch>
        <Match when={activity.error()}>
          {(error) => <p class="text-row text-muted">The history could not be loaded: {error().message}</p>}
        </Match>
        <Match when={activity.entries() === undefined}>
          <div class="flex flex-col gap-3" role="status" aria-label="Loading the history">
            <Skeleton class="w-3/4" />
            <Skeleton class="w-1/2" />
          </div>
        </Match>
        <Match when={activity.entries()}>
          {(entries) => (
            <>
              <ol class="flex flex-col gap-3">
                <For each={entries()} fallback={<li class="text-row text-muted">Nothing has happened yet.</li>}>
                  {(entry) => <Entry entry={entry} definition={props.definition} />}
                </For>
              </ol>
              <Show when={activity.more()}>
                <Button
                  small
                  variant="quiet"
                  class="mt-2"
                  busy={activity.loading()}
                  onClick={() => activity.loadMore()}
                >
                  Show earlier
                </Button>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
};

const Entry = (props: { entry: ActivityEntry; definition: Collection }): JSX.Element => {
  const changes = createMemo(() =>
    Object.entries(props.entry.fields).flatMap(([name, change]) => {
      const field = fieldOf(props.definition, name);
      // What was typed for a phone repeats the phone.
      return field && !field.rawOf && props.entry.op === 'update' ? [{ field, ...change }] : [];
    }),
  );
  return (
    <li class="flex gap-2.5 text-row">
      <Show
        when={props.entry.by}
        fallback={<span class="size-5 flex-none rounded-full bg-pressed" aria-hidden="true" />}
      >
        {(person) => <Avatar person={person()} small />}
      </Show>
      <div class="min-w-0 flex-1">
        <p>
          <span class="font-medium">{props.entry.by?.name ?? 'The system'}</span>{' '}
          <span class="text-muted">
            {verbs[props.entry.op]}
            {props.entry.op === 'update' ? '' : ` ${props.definition.label.one.toLowerCase()}`}
          </span>{' '}
          <time
            class="text-small whitespace-nowrap text-faint"
            datetime={props.entry.at}
            data-tip={exactMoment(props.entry.at, timeZone())}
          >
            {describeAgo(props.entry.at, now(), timeZone())}
          </time>
        </p>
        <ul class="flex flex-col">
          <For each={changes()}>
            {(change) => (
              <li class="flex flex-wrap items-center gap-x-1.5">
                <span class="text-muted">{change.field.label}</span>
                <span class="flex max-w-48 min-w-0 text-muted">
                  <FieldValue definition={props.definition} field={change.field} value={change.from} />
                </span>
                <ArrowRight size={12} class="flex-none text-faint" aria-label="to" />
                <span class="flex max-w-48 min-w-0">
                  <FieldValue definition={props.definition} field={change.field} value={change.to} />
                </span>
              </li>
            )}
          </For>
        </ul>
        <Show when={props.entry.reason}>{(reason) => <p class="text-muted">“{reason()}”</p>}</Show>
      </div>
    </li>
  );
};
