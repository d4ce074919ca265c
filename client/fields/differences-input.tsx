import ChevronRight from 'lucide-solid/icons/chevron-right';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { For, Index, Show, createMemo, type JSX } from 'solid-js';
import type { Actor } from '#shared/actor.ts';
import { ownPlaces, whereOf } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { Difference, DifferingPlace } from '#shared/fields/differences.ts';
import { allActions, imagined, rightTo } from '#shared/rights.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { useLive } from '#client/live/live-context.tsx';
import { actorOf } from '#client/live/me.ts';
import { reachLabel, rightsAbout } from './rights/describe-rights.ts';
import { actionLabel, placeLabels } from './rights/words.ts';
import { chosenRole, listed } from './rights/choosing.ts';
import { ReachMark } from './rights/rights-list.tsx';
import type { InputProps } from './view.ts';

const asRole = '';

const isAbout = (collection: string, action: string) => (one: Difference) =>
  one.collection === collection && one.action === action;

/** What someone may do, and, action by action, whether that is as their role says or otherwise. Shows what comes of it at once. */
export const DifferencesInput = (props: InputProps): JSX.Element => {
  const live = useLive();
  const chosen = createMemo(() => chosenRole(props.record));
  const said = (): readonly Difference[] => listed(props.value);
  const now = createMemo((): Actor | null => {
    const role = chosen();
    return role && imagined(live.catalog(), live.me()?.tenant.modules ?? [], { ...role, differences: said() });
  });
  const change = (collection: Collection, action: string, place: string): void => {
    const rest = said().filter((one) => !isAbout(collection.name, action)(one));
    const where = place as DifferingPlace;
    props.onChange(place === asRole ? rest : [...rest, { where, action, collection: collection.name }]);
  };
  return (
    <div id={props.id} role="group" aria-labelledby={props.labelledBy} aria-describedby={props.describedBy}>
      <Show when={now()} fallback={<p class="text-row text-muted">Choose a role first.</p>}>
        <Show
          when={chosen()?.role !== 'owner'}
          fallback={<p class="text-row text-muted">An owner may do everything.</p>}
        >
          <div class="divide-y divide-line rounded-control border border-line">
            <For each={rightsAbout(live.catalog())}>
              {(definition) => (
                <Module
                  definition={definition}
                  now={now() as Actor}
                  giver={actorOf(live.me())}
                  said={said().filter(({ collection }) => collection === definition.name)}
                  onChange={(action, place) => change(definition, action, place)}
                />
              )}
            </For>
          </div>
          <Show when={said().length > 0}>
            <Button small variant="quiet" icon={RotateCcw} class="mt-2" onClick={() => props.onChange([])}>
              As the role says
            </Button>
          </Show>
        </Show>
      </Show>
    </div>
  );
};

type ModuleProps = {
  definition: Collection;
  now: Actor;
  /** Who gives; null while that is not known. */
  giver: Actor | null;
  said: readonly Difference[];
  onChange: (action: string, place: string) => void;
};

const Module = (props: ModuleProps): JSX.Element => {
  const rights = createMemo(() =>
    allActions(props.definition).map((action) => rightTo(props.now, action, props.definition)),
  );
  const summary = (): string => {
    const may = rights().filter(({ reach }) => reach !== 'none');
    if (may.length === 0) return 'No access';
    return may.map(({ action }) => actionLabel(props.definition, action)).join(', ');
  };
  /** What one does not have oneself is not offered. */
  const placesFor = (action: string): DifferingPlace[] => {
    const mine = props.giver ? whereOf(props.giver, action, props.definition) : [];
    const own = ownPlaces(props.definition).length > 0 && mine.length > 0;
    return [...(mine.includes('everywhere') ? (['all'] as const) : []), ...(own ? (['own'] as const) : []), 'none'];
  };
  return (
    <details class="group">
      <summary class="flex min-h-10 cursor-pointer list-none items-center gap-2 px-3 py-1.5 text-row touch:min-h-11">
        <ChevronRight size={14} class="flex-none text-faint transition-transform group-open:rotate-90" />
        <span class="w-32 flex-none truncate font-medium">{props.definition.label.many}</span>
        <span class="min-w-0 flex-1 truncate text-small text-muted">{summary()}</span>
        <Show when={props.said.length > 0}>
          <span class="tone-amber flex-none rounded-small bg-tone-soft px-1.5 text-small text-tone-ink">
            {props.said.length} changed
          </span>
        </Show>
      </summary>
      <ul class="flex flex-col gap-1 border-t border-line px-3 py-2">
        <Index each={rights()}>
          {(right) => {
            const given = (): Difference | undefined => props.said.find(isAbout(props.definition.name, right().action));
            const label = (): string => actionLabel(props.definition, right().action);
            return (
              <li class="flex items-center gap-2 text-row">
                <ReachMark reach={right().reach} />
                <span class={cls('min-w-0 flex-1', right().reach === 'none' && 'text-muted')}>
                  {label()}: {reachLabel(right(), props.definition)}
                </span>
                <select
                  class="control control-small w-32 flex-none touch:min-h-11"
                  classList={{ 'border-accent': given() !== undefined }}
                  aria-label={`${props.definition.label.many}, ${label()}`}
                  value={given()?.where ?? asRole}
                  onChange={(event) => props.onChange(right().action, event.currentTarget.value)}
                >
                  <option value={asRole}>As the role</option>
                  <For
                    each={[...new Set([...placesFor(right().action), ...(given() ? [given()?.where ?? 'none'] : [])])]}
                  >
                    {(place) => <option value={place}>{placeLabels[place]}</option>}
                  </For>
                </select>
              </li>
            );
          }}
        </Index>
      </ul>
    </details>
  );
};
