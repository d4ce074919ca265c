import ArrowLeft from 'lucide-solid/icons/arrow-left';
import EyeOff from 'lucide-solid/icons/eye-off';
import X from 'lucide-solid/icons/x';
import { For, Match, Show, Switch, createEffect, createMemo, createSignal, on, onMount, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { Avatars } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { usePageTitle } from '#client/lib/page-title.ts';
import { InlineField } from '#client/records/inline-field.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { ContactOutcome } from './contact-outcome.tsx';
import { addedFields } from '#client/records/added-fields.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { LeadFacts } from './lead-facts.tsx';
import { LeadMenu } from './lead-menu.tsx';
import { LeadStanding } from './lead-standing.tsx';
import { QuickBar } from './quick-bar.tsx';
import { Timeline } from './timeline.tsx';
import { describeChange } from '#client/modules/leads/describe-change.ts';
import { useOpenLead } from './open-lead.ts';

/** The open lead: beside its list where there is room; on a phone it slides over it, with the actions at the thumb. */
export const LeadPane = (props: { id: string }): JSX.Element => {
  const desk = useDesk();
  const watched = useOpenLead(() => props.id);
  const lead = watched.lead;
  let heading!: HTMLHeadingElement;

  // A name in the tab's title would outlast the right to see it in the browser's history of titles.
  usePageTitle(() => ['Lead', desk.live.me()?.tenant.name]);
  onMount(() => {
    const covers = matchMedia('(max-width: 1023px)').matches;
    if (desk.byKeyboard() || covers) heading.focus({ preventScroll: true });
  });
  return (
    <aside
      class="lead-pane motion-slide flex min-h-0 flex-col bg-surface max-lg:fixed max-lg:inset-0 max-lg:z-30 lg:w-[26.5rem] lg:flex-none lg:border-l lg:border-line xl:w-[29rem]"
      aria-label="Open lead"
      data-pane={props.id}
    >
      <header class="flex min-h-13 flex-none items-center gap-2 border-b border-line px-3 sm:px-5">
        <IconButton icon={ArrowLeft} label="Back to the list" class="-ml-2 lg:hidden" onClick={() => desk.open(null)} />
        <div class="min-w-0 flex-1 py-1.5">
          <h2 ref={(element) => (heading = element)} tabindex={-1} class="truncate text-heading leading-7 outline-none">
            <Show
              when={lead()}
              fallback={lead() === undefined ? <span class="skeleton inline-block h-4 w-40" /> : 'No longer here'}
            >
              {(known) => <>{known().name}</>}
            </Show>
          </h2>
        </div>
        <Show when={lead()}>
          <Avatars people={watched.others()} doing="has this open" />
        </Show>
        <Show when={lead()}>{(known) => <LeadMenu lead={known()} />}</Show>
        <IconButton
          icon={X}
          label="Close"
          keys="Esc"
          small
          class="-mr-1.5 max-lg:hidden"
          onClick={() => desk.open(null)}
        />
      </header>
      <Switch>
        <Match when={lead() === undefined}>
          <div class="flex flex-col gap-4 p-5" role="status" aria-label="Loading the lead">
            <For each={[40, 24, 32, 28, 36, 20]}>
              {(width) => <span class="skeleton h-3.5" style={{ width: `${width * 2}%` }} />}
            </For>
          </div>
        </Match>
        <Match when={lead() === null}>
          <Gone hadIt={watched.hadIt()} by={watched.takenBy()} />
        </Match>
        <Match when={lead()}>{(known) => <Known lead={known()} />}</Match>
      </Switch>
    </aside>
  );
};

/** Nothing of the lead itself: it may be another clinic's now. */
const Gone = (props: { hadIt: boolean; by: string | null }): JSX.Element => {
  const desk = useDesk();
  let button!: HTMLDivElement;
  onMount(() => {
    // What had the focus is gone with the lead.
    if (props.hadIt && document.activeElement === document.body) button.querySelector('button')?.focus();
  });
  return (
    <div role={props.hadIt ? 'alert' : undefined} ref={(element) => (button = element)}>
      <EmptyState
        icon={EyeOff}
        title={props.hadIt ? 'This lead is no longer yours to see' : 'This lead is not yours to see'}
        action={<Button onClick={() => desk.open(null)}>Back to the list</Button>}
      >
        {props.hadIt
          ? `${props.by ?? 'Somebody'} moved it to another clinic, took it off the list or deleted it. What you saved is kept. Reload is not needed.`
          : 'It was deleted, belongs to another clinic, or the address is not right.'}
      </EmptyState>
    </div>
  );
};

const Known = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const added = createMemo(() => addedFields(desk.definition()));
  let facts!: HTMLDivElement;
  // Another lead in the same pane begins at its top.
  createEffect(
    on(
      () => props.lead.id,
      () => facts.scrollTo({ top: 0 }),
      { defer: true },
    ),
  );
  return (
    <>
      <QuickBar lead={props.lead} />
      <div ref={(element) => (facts = element)} class="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <ContactOutcome lead={props.lead} />
        <LeadStanding lead={props.lead} />
        <NextAction lead={props.lead} />
        <LeadFacts lead={props.lead} title="Person" names={['name', 'phone', 'email', 'age']} />
        <LeadFacts lead={props.lead} title="Interest" names={['treatmentInterest', 'source', 'lastContactedAt']} />
        <LeadFacts lead={props.lead} title="Campaign" names={['campaignName', 'adSetName', 'adId']} brief />
        <Show when={added().length > 0}>
          <LeadFacts lead={props.lead} title="More" names={added()} />
        </Show>
        <section class="px-3 py-3 sm:px-5" aria-label="Timeline">
          <h3 class="pb-2 text-small font-semibold text-faint">Timeline</h3>
          <Timeline lead={props.lead} />
        </section>
      </div>
    </>
  );
};

/** The one fact with a key of its own: it opens from wherever the keyboard is. */
const NextAction = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const [start, setStart] = createSignal({ open: false });
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.lead));
  createEffect(() => {
    if (desk.editingId() !== props.lead.id) return;
    desk.edit(null);
    setStart({ open: true });
  });
  return (
    <section class="border-b border-line px-3 py-3 sm:px-5" aria-label="Next step">
      <Show when={start()} keyed>
        {({ open }) => (
          <InlineField
            definition={leads}
            name="nextAction"
            field={leads.fields.nextAction}
            record={props.lead}
            mayEdit={mayUpdate()}
            startOpen={open}
            describe={describeChange(props.lead, 'next action changed')}
          />
        )}
      </Show>
    </section>
  );
};
