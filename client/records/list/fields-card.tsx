import PanelRightOpen from 'lucide-solid/icons/panel-right-open';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { fieldOf } from '#shared/collection.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { FieldValue } from '#client/records/field-value.tsx';
import { OwnChildViews } from '#client/records/child-views.tsx';
import { Timeline } from '#client/records/pane/timeline.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import type { CardProps } from './list-item.tsx';

const mostFacts = 10;
const mostHappenings = 4;

/** A record looked into without leaving the list: what its form knows of it, and what happened to it last. */
export const FieldsCard = (props: CardProps): JSX.Element => {
  const screen = useRecordScreen();
  const names = createMemo(() =>
    screen.definition.form
      .flatMap(({ fields }) => fields)
      .filter((name) => !screen.definition.title.includes(name))
      .filter((name) => {
        const field = fieldOf(screen.definition, name);
        return field && !viewOf(field).block && !isEmptyValue(props.record[name]);
      })
      .slice(0, mostFacts),
  );
  return (
    <div
      class="grid cursor-default gap-x-8 gap-y-3 border-t border-line bg-canvas px-4 py-3 lg:grid-cols-2"
      data-card={props.record.id}
    >
      <dl class="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-0.5 text-row">
        <For each={names()}>
          {(name) => (
            <Show when={fieldOf(screen.definition, name)}>
              {(field) => (
                <>
                  <dt class="text-faint">{field().label}</dt>
                  <dd class="flex min-w-0">
                    <FieldValue
                      definition={screen.definition}
                      field={field()}
                      value={props.record[name]}
                      record={props.record}
                    />
                  </dd>
                </>
              )}
            </Show>
          )}
        </For>
      </dl>
      <div>
        <div class="flex items-center justify-between pb-1">
          <h2 class="text-small font-semibold text-faint">Latest</h2>
          <a
            href={screen.hrefOf(props.record.id)}
            class="button button-secondary button-small"
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
              event.preventDefault();
              screen.open(props.record.id, { byKeyboard: event.detail === 0 });
            }}
          >
            <PanelRightOpen size={16} class="flex-none" />
            Open
          </a>
        </div>
        <Timeline record={props.record} most={mostHappenings} />
      </div>
      <div class="lg:col-span-2 empty:hidden">
        <OwnChildViews record={props.record} brief />
      </div>
    </div>
  );
};
