import Globe from 'lucide-solid/icons/globe';
import History from 'lucide-solid/icons/rotate-ccw-clock';
import Mail from 'lucide-solid/icons/mail';
import Palette from 'lucide-solid/icons/palette';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import Tags from 'lucide-solid/icons/tags';
import { settings } from '#shared/modules/settings.ts';
import { users } from '#shared/modules/users.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import type { Icon } from '#client/components/icon.ts';
import type { Live } from '#client/live/types.ts';

/** A part of the settings: of the one record, or the list of what else a tenant sets up. */
type Section = {
  /** Its segment of the address: `settings/region`, `clinics`. */
  readonly path: string;
  readonly label: string;
  readonly icon: Icon;
  readonly group: string;
};

export const look = 'look';

/** The parts of the settings' own record, by what follows `settings/` in the address. */
export const ownSections = [
  { key: look, label: 'Name and look', icon: Palette, group: 'Workspace' },
  { key: 'region', label: 'Region and formats', icon: Globe, group: 'Workspace' },
  { key: 'security', label: 'Security', icon: ShieldCheck, group: 'Workspace' },
  { key: 'names', label: 'Names of modules', icon: Tags, group: 'Workspace' },
  { key: 'history', label: 'History', icon: History, group: 'Workspace' },
] as const;

export type OwnSection = (typeof ownSections)[number]['key'];

export const isOwnSection = (key: string | null): key is OwnSection =>
  ownSections.some((section) => section.key === key);

const groups: { readonly [collection: string]: string } = {
  clinics: 'Places and people',
  teams: 'Places and people',
  customRoles: 'Places and people',
};

/** What is set up beside the record itself has its own lists, which are reached from here. */
export const sectionsFor = (live: Live): readonly Section[] => [
  ...ownSections.map(({ key, ...rest }) => ({ ...rest, path: `${settings.name}/${key}` })),
  ...(live.can('update', users) ? [{ path: 'mail', label: 'Mail', icon: Mail, group: 'Workspace' }] : []),
  ...live
    .catalog()
    .collections.filter(isSetUp)
    .filter((definition) => live.can('update', definition))
    .map((definition) => ({
      path: definition.name,
      label: definition.label.many,
      icon: iconOf(definition),
      group: groups[definition.name] ?? 'Records',
    }))
    .toSorted((a, b) => Number(a.group === 'Records') - Number(b.group === 'Records')),
];

/** What serves the others, but for the people, who have a tab of their own. */
export const isSetUp = ({
  supporting,
  internal,
  ownScreen,
  people,
  parent,
  name,
}: {
  readonly supporting?: boolean;
  readonly internal?: boolean;
  readonly ownScreen?: boolean;
  readonly people?: unknown;
  readonly parent?: unknown;
  readonly name: string;
}): boolean => supporting === true && !internal && !ownScreen && !people && !parent && name !== settings.name;
