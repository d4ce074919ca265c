import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import EyeOff from 'lucide-solid/icons/eye-off';
import Link2 from 'lucide-solid/icons/link-2';
import Trash from 'lucide-solid/icons/trash';
import X from 'lucide-solid/icons/x';
import { For, Match, Show, Switch, createEffect, createMemo, onCleanup, onMount, type JSX } from 'solid-js';
import { titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { Avatars } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { useLive } from '#client/live/live-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { ActivityTimeline } from './activity-timeline.tsx';
import { RecordSection } from './record-section.tsx';
import { ThumbActions } from './thumb-actions.tsx';
import { RelatedRecords } from './related-records.tsx';

type RecordPanelProps = {
  definition: Collection;
  id: string;
  onClose: () => void;
  /** It was opened by keyboard, so the keyboard goes on inside it. */
  takeFocus?: boolean | undefined;
  /** It is the whole screen: there is no list beside it to go back to. */
  alone?: boolean | undefined;
};

/** A record: beside its list where there is room, over it on a phone. */
export const RecordPanel = (props: RecordPanelProps): JSX.Element => {
  const live = useLive();
  const record = createMemo((): AnyRecord | null | undefined => live.record(props.definition, props.id));
  const title = createMemo(() => {
    const known = record();
    return known ? titleOf(props.definition, known) : null;
  });
  usePageTitle(() => [title() ?? props.definition.label.one, live.me()?.tenant.name]);
  // Others see who has it open, and when it is closed.
  createEffect(() => live.view(props.definition, props.id));
  onCleanup(() => live.view(props.definition, null));
  let heading!: HTMLHeadingElement;
  onMount(() => {
    const covers = matchMedia('(max-width: 1023px)').matches;
    if (props.takeFocus || (covers && !props.alone)) heading.focus();
  });
  return (
    <aside
      class={cls(
        'flex min-h-0 flex-col bg-surface',
        props.alone
          ? 'mx-auto w-full max-w-3xl flex-1'
          : 'motion-slide z-30 max-lg:fixed max-lg:inset-0 lg:w-[27.5rem] lg:flex-none lg:border-l lg:border-line xl:w-[32.5rem]',
      )}
      aria-label={title() ?? props.definition.label.one}
    >
      <header class="flex h-13 flex-none items-center gap-2 border-b border-line px-3 sm:px-5">
        <Show when={!props.alone}>
          <IconButton
            icon={ArrowLeft}
            label={`Back to ${props.definition.label.many.toLowerCase()}`}
            class="-ml-2 lg:hidden"
            onClick={() => props.onClose()}
          />
        </Show>
        <h2
          ref={(element) => (heading = element)}
          tabindex={-1}
          class="min-w-0 flex-1 truncate text-heading outline-none"
        >
          {title() ?? (record() === undefined ? <Skeleton class="w-40" /> : props.definition.label.one)}
        </h2>
        <Avatars people={live.presence(props.definition, props.id)} doing="has this open" />
        <Show when={record()}>
          {(known) => <RecordMenu definition={props.definition} record={known()} onClose={() => props.onClose()} />}
        </Show>
        <Show when={!props.alone}>
          <IconButton
            icon={X}
            label="Close"
            keys="Esc"
            small
            class="-mr-1.5 max-lg:hidden"
            onClick={() => props.onClose()}
          />
        </Show>
      </header>
      <div class="min-h-0 flex-1 overflow-y-auto pb-[env(safe-area-inset-bottom)]">
        <Switch>
          <Match when={record() === undefined}>
            <div class="flex flex-col gap-4 p-5" role="status" aria-label="Loading">
              <For each={[40, 24, 32, 28, 36, 20]}>
                {(width) => <span class="skeleton h-3.5" style={{ width: `${width * 2}%` }} />}
              </For>
            </div>
          </Match>
          <Match when={record() === null}>
            <EmptyState
              icon={EyeOff}
              title={`This ${props.definition.label.one.toLowerCase()} is not in your view`}
              action={<Button onClick={() => props.onClose()}>Back to the list</Button>}
            >
              It was deleted, moved to where you do not see it, or never was yours.
            </EmptyState>
          </Match>
          <Match when={record()}>
            {(known) => (
              <>
                {/* By title: a section that the tenant changes is drawn on, and an editor in it stays open. */}
                <For each={props.definition.form.map(({ title: name }) => name)}>
                  {(name) => (
                    <RecordSection
                      definition={props.definition}
                      record={known()}
                      title={name}
                      names={props.definition.form.find((section) => section.title === name)?.fields ?? []}
                    />
                  )}
                </For>
                <RelatedRecords definition={props.definition} record={known()} />
                <ActivityTimeline definition={props.definition} record={known()} />
              </>
            )}
          </Match>
        </Switch>
      </div>
      <Show when={record()}>{(known) => <ThumbActions definition={props.definition} record={known()} />}</Show>
    </aside>
  );
};

const RecordMenu = (props: { definition: Collection; record: AnyRecord; onClose: () => void }): JSX.Element => {
  const live = useLive();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.origin + location.pathname);
      toast('The address is in your clipboard.');
    } catch (error) {
      console.info('The clipboard is not open to this page.', error);
      toast('This browser does not let the page copy. The address is in its address bar.', { tone: 'amber' });
    }
  };
  const remove = async (): Promise<void> => {
    const { definition, record } = props;
    props.onClose();
    // The list's screen says it, with the way back.
    await live.mutate(commandOf(definition, 'delete'), { id: record.id });
  };
  const items = createMemo((): MenuItem[] => [
    { label: 'Copy the address', icon: Link2, run: () => void copy() },
    ...(!props.definition.internal && live.can('delete', props.definition, props.record)
      ? ([
          'line',
          {
            label: `Delete this ${props.definition.label.one.toLowerCase()}`,
            icon: Trash,
            danger: true,
            run: () => void remove(),
          },
        ] as const)
      : []),
  ]);
  return (
    <Menu label="More" items={items()}>
      <Ellipsis size={16} />
    </Menu>
  );
};
