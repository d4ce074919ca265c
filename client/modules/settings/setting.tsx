import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf, type AnyRecord } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { InlineField } from '#client/records/pane/inline-field.tsx';
import { PickedField } from '#client/records/pane/picked-field.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';

/** A page of settings: what it is about, and its parts below each other. */
export const SettingsPage = (props: { title: string; lead: string; children: JSX.Element }): JSX.Element => (
  <div class="min-h-0 flex-1 overflow-y-auto overscroll-contain bg-canvas">
    <div class="mx-auto flex w-full max-w-4xl flex-col gap-5 px-4 py-6 sm:px-8 sm:py-8">
      <header>
        <h1 class="text-title">{props.title}</h1>
        <p class="pt-1 text-form text-pretty text-muted">{props.lead}</p>
      </header>
      {props.children}
    </div>
  </div>
);

/** What belongs together, on one ground. */
export const SettingsCard = (props: { title?: string; children: JSX.Element }): JSX.Element => (
  <section class="rounded-float border border-line bg-surface" aria-label={props.title}>
    <Show when={props.title}>
      <h2 class="border-b border-line px-4 py-3 text-subheading sm:px-6">{props.title}</h2>
    </Show>
    <div class="divide-y divide-line">{props.children}</div>
  </section>
);

/** One thing to set: what it is called and what it does, and beside it what holds. */
export const SettingRow = (props: { label: string; help?: string | undefined; children: JSX.Element }): JSX.Element => (
  <div class="grid gap-x-8 gap-y-2 px-4 py-4 sm:px-6 md:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]">
    <div>
      <div class="text-form font-medium">{props.label}</div>
      <Show when={props.help}>
        <p class="pt-0.5 text-small text-pretty text-muted">{props.help}</p>
      </Show>
    </div>
    <div class="min-w-0">{props.children}</div>
  </div>
);

/** A field of the settings' record, changed in its place as in any record: with its conflicts, its kept text and its undo. */
export const FieldSetting = (props: {
  record: AnyRecord;
  name: string;
  /** Chosen from a list that the screen itself has. */
  picked?: boolean;
  help?: string;
  children?: JSX.Element;
}): JSX.Element => {
  const screen = useRecordScreen();
  const field = (): Field => {
    const found = fieldOf(screen.definition, props.name);
    if (!found) throw new Error(`the settings have no field ${props.name}`);
    return found;
  };
  const isPicked = (): boolean => props.picked === true || viewOf(field()).Picker !== undefined;
  return (
    <SettingRow label={field().label} help={props.help ?? field().help}>
      <div class="relative max-w-md rounded-control border border-outline bg-surface px-2 hover:border-muted has-[.control]:border-transparent has-[[role=alert]]:border-transparent">
        <Dynamic
          component={isPicked() ? PickedField : InlineField}
          definition={screen.definition}
          name={props.name}
          field={field()}
          record={props.record}
          mayEdit={screen.live.can('update', screen.definition, props.record)}
          unlabelled
        />
        <Show when={isPicked()}>
          <ChevronsUpDown size={14} class="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-faint" />
        </Show>
      </div>
      {props.children}
    </SettingRow>
  );
};
