import ChevronDown from 'lucide-solid/icons/chevron-down';
import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { roleLabels, type Role } from '#shared/actor.ts';
import { customRoles } from '#shared/modules/custom-roles.ts';
import { users } from '#shared/modules/users.ts';
import { Chip } from '#client/components/chip.tsx';
import { cls } from '#client/components/class.ts';
import { readSetting, saveSetting } from '#client/lib/local-settings.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { roleMeaning } from './role-words.ts';
import { RightsPreview } from './rights-preview.tsx';

const hidden = 'roles-hidden';

type Card = { readonly key: string; readonly role: string; readonly customRole: string | null; readonly name: string };

/** Every permission of every role, side by side: from the rules that decide. The tenant's own roles come last. */
export const RolesLegend = (): JSX.Element => {
  const live = useLive();
  const [open, setOpen] = createSignal(readSetting(hidden) === null && matchMedia('(min-width: 640px)').matches);
  const workspace = useWorkspace();
  const rolesHref = (): string | null => (live.can('update', customRoles) ? workspace.hrefOf(customRoles.name) : null);
  const cards = createMemo((): readonly Card[] => {
    const roles = live.catalog().of(users).fields.role.choices ?? [];
    const own = [...(live.catalog().tailoring['customRoles']?.values() ?? [])].filter(
      (role) => role['active'] === true,
    );
    return [
      ...roles
        .filter(({ retired }) => !retired)
        .map(({ value }) => ({ key: value, role: value, customRole: null, name: roleLabels[value as Role] })),
      ...own.map((role) => ({
        key: role.id,
        role: String(role['base']),
        customRole: role.id,
        name: String(role['name']),
      })),
    ];
  });
  const cardOf = (key: string): Card | undefined => cards().find((card) => card.key === key);
  const toggle = (): void => {
    saveSetting(hidden, open() ? 'yes' : null);
    setOpen(!open());
  };
  return (
    <section
      aria-labelledby="roles-legend"
      class={cls('flex flex-none flex-col border-t border-line bg-surface', open() && 'h-[42%] min-h-40')}
    >
      <div class="flex flex-none items-center gap-2 pr-4">
        <h2 id="roles-legend" class="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open()}
            class="focus-inset flex min-h-10 w-full items-center gap-2 px-4 text-row font-medium touch:min-h-11"
            onClick={toggle}
          >
            <ChevronDown size={14} class={cls('flex-none text-faint transition-transform', !open() && '-rotate-90')} />
            What each role may do
          </button>
        </h2>
        <Show when={rolesHref()}>
          {(href) => (
            <a class="button button-quiet button-small flex-none touch:min-h-11" href={href()}>
              Roles of our own
            </a>
          )}
        </Show>
      </div>
      <Show when={open()}>
        <div
          class="grid min-h-0 flex-1 auto-cols-[minmax(17rem,1fr)] grid-flow-col gap-3 overflow-auto px-4 pb-4 max-sm:auto-cols-[85%]"
          role="group"
          tabindex={0}
          aria-label="Roles"
        >
          <For each={cards().map(({ key }) => key)}>
            {(key) => (
              <Show when={cardOf(key)}>
                {(card) => (
                  <article
                    class="h-max rounded-control border border-line bg-raised p-3"
                    aria-label={card().name}
                    data-role={card().customRole ?? card().role}
                  >
                    <header class="pb-2">
                      <h3>
                        <Chip
                          tone={
                            live
                              .catalog()
                              .of(users)
                              .fields.role.choices?.find(({ value }) => value === card().role)?.tone
                          }
                        >
                          {card().name}
                        </Chip>
                      </h3>
                      <p class="pt-1 text-small text-muted">
                        {card().customRole === null
                          ? roleMeaning[card().role as Role]
                          : `A role of your own. Begins as ${roleLabels[card().role as Role].toLowerCase()}.`}
                      </p>
                    </header>
                    <RightsPreview role={card().role} customRole={card().customRole} />
                  </article>
                )}
              </Show>
            )}
          </For>
        </div>
      </Show>
    </section>
  );
};
