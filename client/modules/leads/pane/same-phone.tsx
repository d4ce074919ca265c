import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show, createMemo, type Accessor, type JSX } from 'solid-js';
import { InvalidValue } from '#shared/fields/field.ts';
import { leads, statusLabel } from '#shared/modules/leads.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { ListQuery } from '#client/store/types.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { unassignedInFull } from '#client/modules/leads/unassigned.ts';

/** The number as it is kept, however it was typed; null while it is none yet. */
export const readPhone = (typed: string): string | null => {
  try {
    return leads.fields.phone.kind.parse(typed, leads.fields.phone);
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
};

/** The leads that have this phone already, as far as one may see them. */
export const useSamePhone = (typed: Accessor<string>): Accessor<readonly string[]> => {
  const live = useLive();
  const query = createMemo((): ListQuery | null => {
    const value = readPhone(typed());
    return value === null
      ? null
      : { collection: leads, filter: { field: 'phone', op: 'eq', value }, sort: defaultSort(leads) };
  });
  const list = live.list(query);
  return createMemo(() => (query() && list.ready() ? list.ids() : []));
};

/** Who that is, and the way to them: most second entries are a first one not found. */
export const SamePhone = (props: { ids: readonly string[]; onOpen: (id: string) => void }): JSX.Element => {
  const desk = useDesk();
  return (
    <Show when={props.ids.length > 0}>
      <div
        class="tone-amber mt-1 flex flex-col gap-1.5 rounded-control bg-tone-soft p-2 text-row text-tone-ink"
        role="status"
      >
        <p class="flex items-center gap-1.5 font-medium">
          <TriangleAlert size={14} class="flex-none" />
          {props.ids.length === 1
            ? 'This phone is on a lead already'
            : `This phone is on ${props.ids.length} leads already`}
        </p>
        <ul class="flex flex-col gap-1">
          <For each={props.ids.slice(0, 3)}>
            {(id) => (
              <Show when={desk.live.record(leads, id)}>
                {(lead) => (
                  <li class="flex items-center gap-2">
                    <span class="min-w-0 flex-1">
                      <span class="font-semibold">{lead().name}</span>
                      <span>
                        {' '}
                        ·{' '}
                        {lead().clinicId === null
                          ? unassignedInFull
                          : (desk.formatContext().clinicName(lead().clinicId ?? '') ?? 'another clinic')}{' '}
                        · {statusLabel(lead().status)}
                      </span>
                    </span>
                    <Button small onClick={() => props.onOpen(id)}>
                      Open instead
                    </Button>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </div>
    </Show>
  );
};
