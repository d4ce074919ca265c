import EyeOff from 'lucide-solid/icons/eye-off';
import {
  For,
  Match,
  Show,
  Suspense,
  Switch,
  createEffect,
  createMemo,
  createSignal,
  on,
  onMount,
  type Component,
  type JSX,
} from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { Avatars } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { late } from '#client/components/late.tsx';
import { lateDialog } from '#client/components/late-dialog.tsx';
import { usePageTitle } from '#client/lib/page-title.ts';
import { OwnChildViews, useChildViews } from '#client/records/child-views.tsx';
import { childrenIn } from '#client/records/children-in.ts';
import type { FormSlots } from '#client/records/form/record-form.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { ConflictsHere } from './conflicts-here.tsx';
import { LoadingFacts, PaneHead, besideList, paneFrame } from './loading-pane.tsx';
import { RecordMenu } from './record-menu.tsx';
import { RecordSection } from './record-section.tsx';
import { ThumbActions } from './thumb-actions.tsx';
import { Timeline, type TimelineWords } from './timeline.tsx';
import { useWatchedRecord } from './watch-record.ts';

type Slot<R extends AnyRecord> = Component<{ record: R }>;

/** What a module puts into its record's pane; what it leaves out follows from the definition. */
export type PaneSlots<R extends AnyRecord> = {
  /** Its name for a screen reader; the record's own unless given. */
  readonly label?: string;
  /** What is done most often, under the name; it may place itself at the thumb on a phone. */
  readonly head?: Slot<R>;
  /** Under its name: how it is told from others of that name. */
  readonly subtitle?: Slot<R>;
  /** What is changed all day. Where it is given, notes and the story come right below it, before what is known. */
  readonly standing?: Slot<R>;
  /** What is known. The sections of the definition's form unless given. */
  readonly facts?: Slot<R>;
  /** What follows from what is known. */
  readonly after?: Slot<R>;
  /** What belongs to it. The records that link to it unless given. */
  readonly sections?: Slot<R>;
  /** At the thumb on a phone. Ways to get in touch unless given. */
  readonly foot?: Slot<R>;
  /** What its form is made of, where all fields are edited at once. */
  readonly form?: FormSlots | undefined;
  /** How its history is described. */
  readonly words?: TimelineWords;
  /** How its deletion is called beside "Undo". */
  readonly describeDeletion?: (record: R) => string;
};

type RecordPaneProps<R extends AnyRecord> = {
  id: string;
  slots?: PaneSlots<R>;
};

/** The open record: beside its list where there is room; on a phone it slides over it. */
export const RecordPane = <R extends AnyRecord>(props: RecordPaneProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const one = (): string => screen.definition.label.one.toLowerCase();
  const watched = useWatchedRecord(() => props.id);
  const record = (): R | null | undefined => watched.record() as R | null | undefined;
  const title = (): string | null => {
    const known = record();
    return known ? titleOf(screen.definition, known) : null;
  };
  const [editing, setEditing] = createSignal(false);
  /** Where a module arranges the facts itself, its rules ask for more than a form of all fields. */
  const mayEdit = createMemo(
    () => !props.slots?.facts && !screen.definition.internal && live.can('update', screen.definition, record()),
  );
  let heading!: HTMLHeadingElement;

  // A name in the tab's title would outlast the right to see it, in the browser's history of titles.
  usePageTitle(() => [screen.definition.label.one, live.me()?.tenant.name]);
  onMount(() => {
    const covers = matchMedia('(max-width: 1023px)').matches;
    if (screen.byKeyboard() || covers) heading.focus({ preventScroll: true });
  });
  // The pane stays as one goes from record to record: only one that was opened by keyboard gets the focus.
  createEffect(
    on(
      () => props.id,
      () => {
        setEditing(false);
        if (screen.byKeyboard()) heading.focus({ preventScroll: true });
      },
      { defer: true },
    ),
  );
  return (
    <aside
      class={cls(paneFrame, besideList)}
      aria-label={props.slots?.label ?? title() ?? screen.definition.label.one}
      data-pane={props.id}
    >
      <PaneHead
        title={
          <h2 ref={(element) => (heading = element)} tabindex={-1} class="truncate text-heading leading-7 outline-none">
            <Show
              when={title()}
              fallback={record() === undefined ? <span class="skeleton inline-block h-4 w-40" /> : 'No longer here'}
            >
              {(name) => <>{name()}</>}
            </Show>
          </h2>
        }
        subtitle={
          <Show when={props.slots?.subtitle && record()}>
            {(known) => <Dynamic component={props.slots?.subtitle} record={known()} />}
          </Show>
        }
      >
        <Show when={record()}>
          {(known) => (
            <>
              <Avatars people={watched.others()} doing="has this open" />
              <RecordMenu
                record={known()}
                onEdit={mayEdit() ? () => setEditing(true) : undefined}
                describeDeletion={props.slots?.describeDeletion}
              />
              <Show when={editing()}>
                <Suspense>
                  <RecordForm open record={known()} slots={props.slots?.form} onClose={() => setEditing(false)} />
                </Suspense>
              </Show>
            </>
          )}
        </Show>
      </PaneHead>
      <Switch>
        <Match when={record() === undefined}>
          <LoadingFacts one={one()} />
        </Match>
        <Match when={record() === null}>
          <Gone one={one()} hadIt={watched.hadIt()} by={watched.takenBy()} />
        </Match>
        <Match when={record()}>
          {(known) => (
            // Another record begins at its top, with none of the editors that were open in the one before.
            <Show when={known().id} keyed>
              {(_id) => <Body record={known()} slots={props.slots ?? {}} />}
            </Show>
          )}
        </Match>
      </Switch>
    </aside>
  );
};

const Body = <R extends AnyRecord>(props: { record: R; slots: PaneSlots<R> }): JSX.Element => (
  <>
    <Show when={props.slots.head}>{(head) => <Dynamic component={head()} record={props.record} />}</Show>
    <div class="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ConflictsHere record={props.record} />
      <Show when={props.slots.standing}>
        {(standing) => (
          <>
            <Dynamic component={standing()} record={props.record} />
            <OwnChildViews record={props.record} />
            <Story record={props.record} words={props.slots.words} brief />
          </>
        )}
      </Show>
      <Dynamic component={props.slots.facts ?? FormSections} record={props.record} />
      <Show when={props.slots.after}>{(after) => <Dynamic component={after()} record={props.record} />}</Show>
      <Children record={props.record} />
      <Show when={!props.slots.standing}>
        <OwnChildViews record={props.record} />
      </Show>
      <Suspense>
        <Dynamic component={props.slots.sections ?? RelatedRecords} record={props.record} />
      </Suspense>
      <Show when={!props.slots.standing}>
        <Story record={props.record} words={props.slots.words} />
      </Show>
    </div>
    <Dynamic component={props.slots.foot ?? ThumbActions} record={props.record} />
  </>
);

const Story = (props: { record: AnyRecord; words: TimelineWords | undefined; brief?: boolean }): JSX.Element => (
  <section class="px-3 py-3 sm:px-5" classList={{ 'border-b border-line': props.brief === true }} aria-label="Timeline">
    <h3 class="pb-2 text-small font-semibold text-faint">Timeline</h3>
    <Timeline record={props.record} words={props.words} brief={props.brief} />
  </section>
);

const RecordForm = lateDialog(async () => (await import('#client/records/form/record-form.tsx')).RecordForm);
const RelatedRecords = late(async () => (await import('./related-records.tsx')).RelatedRecords);
const ChildRecords = late(async () => (await import('./child-records.tsx')).ChildRecords);

/** Most records have none: their panes do without the code for it. */
const Children = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const views = useChildViews();
  const has = createMemo(() => childrenIn(screen.live, screen.definition).some(({ name }) => !(name in views)));
  return (
    <Show when={has()}>
      <Suspense>
        <ChildRecords record={props.record} />
      </Suspense>
    </Show>
  );
};

const FormSections = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const titles = createMemo(() => screen.definition.form.map(({ title }) => title));
  // By title: a section is drawn again for a new object, and an editor in it would close when an admin changes a label.
  return (
    <For each={titles()}>
      {(title) => (
        <RecordSection
          record={props.record}
          title={title}
          names={screen.definition.form.find((section) => section.title === title)?.fields ?? []}
        />
      )}
    </For>
  );
};

/** Nothing of the record itself: it may be another audience's now. */
const Gone = (props: { one: string; hadIt: boolean; by: string | null }): JSX.Element => {
  const screen = useRecordScreen();
  let box!: HTMLDivElement;
  onMount(() => {
    // What had the focus is gone with the record.
    if (props.hadIt && document.activeElement === document.body) box.querySelector('button')?.focus();
  });
  return (
    <div role={props.hadIt ? 'alert' : undefined} ref={(element) => (box = element)}>
      <EmptyState
        icon={EyeOff}
        title={props.hadIt ? `You no longer have access to this ${props.one}` : `This ${props.one} is not here`}
        action={<Button onClick={() => screen.open(null)}>Back to the list</Button>}
      >
        {props.hadIt
          ? `${props.by ?? 'Somebody'} deleted it, or moved it to where you do not see it. What you saved is kept. Reload is not needed.`
          : 'It was deleted, you do not have access to it, or the address is not right.'}
      </EmptyState>
    </div>
  );
};
