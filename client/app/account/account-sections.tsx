import MonitorSmartphone from 'lucide-solid/icons/monitor-smartphone';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import { For, Match, Switch, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Icon } from '#client/components/icon.ts';
import { DevicePreferences } from './device-preferences.tsx';
import { FactorCard } from './factor-card.tsx';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';

type Section = { readonly path: string; readonly label: string; readonly icon: Icon };

const sections: readonly Section[] = [
  { path: '', label: 'Preferences', icon: SlidersHorizontal },
  { path: 'security', label: 'Sign-in & security', icon: ShieldCheck },
  { path: 'sessions', label: 'Sessions', icon: MonitorSmartphone },
];

type AccountSectionsProps = {
  /** What follows `account/` in the address. */
  section: string;
  href: (path: string) => string;
};

/** What one sets up for oneself, a subject at a time. */
export const AccountSections = (props: AccountSectionsProps): JSX.Element => {
  const current = (): Section => sections.find(({ path }) => path === props.section) ?? (sections[0] as Section);
  return (
    <div class="min-h-0 flex-1 overflow-y-auto">
      <div class="mx-auto flex w-full max-w-4xl flex-col gap-4 px-4 py-6 md:flex-row md:gap-8">
        <div class="flex-none md:w-48">
          <h1 class="pb-3 text-title">My account</h1>
          <nav aria-label="Account" class="flex gap-1 overflow-x-auto md:flex-col">
            <For each={sections}>
              {(section) => (
                <a
                  href={props.href(section.path)}
                  aria-current={current().path === section.path ? 'page' : undefined}
                  class="focus-inset flex min-h-9 items-center gap-2 rounded-control px-2.5 text-row font-medium whitespace-nowrap text-muted no-underline hover:bg-hover hover:text-ink aria-[current]:bg-pressed aria-[current]:text-ink touch:min-h-11"
                >
                  <Dynamic component={section.icon} size={16} class="flex-none" />
                  {section.label}
                </a>
              )}
            </For>
          </nav>
        </div>
        <div class="flex min-w-0 flex-1 flex-col gap-4">
          <Switch>
            <Match when={current().path === ''}>
              <DevicePreferences />
            </Match>
            <Match when={current().path === 'security'}>
              <PasswordForm />
              <FactorCard />
            </Match>
            <Match when={current().path === 'sessions'}>
              <SessionList />
            </Match>
          </Switch>
        </div>
      </div>
    </div>
  );
};
