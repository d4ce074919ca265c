import type { ActivityEntry } from '#shared/protocol.ts';
import { fieldOf } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { valueText, type FormatContext } from '#client/modules/leads/value-text.ts';

export type Happening = {
  /** What kind of thing it was; the screen gives each its mark. */
  readonly kind: 'status' | 'clinic' | 'follow-up' | 'contact' | 'created' | 'deleted' | 'edit';
  /** Without who: "moved it from New to Attempting". */
  readonly text: string;
};

/**
 * One entry of a lead's history as sentences, the weightiest first; `cameIn` is when the lead itself says that it was
 * created. Empty when it holds nothing for a person.
 */
export const happeningsOf = (entry: ActivityEntry, context: FormatContext, cameIn: string): Happening[] => {
  if (entry.op === 'create') return [{ kind: 'created', text: createdText(entry, context, cameIn) }];
  if (entry.op === 'delete') return [{ kind: 'deleted', text: 'deleted it' }];
  if (entry.op === 'restore') return [{ kind: 'created', text: 'brought it back' }];
  const found = Object.keys(entry.fields).flatMap((name) => happening(name, entry, context) ?? []);
  return found.toSorted((a, b) => weight.indexOf(a.kind) - weight.indexOf(b.kind));
};

const weight: readonly Happening['kind'][] = ['status', 'clinic', 'contact', 'follow-up', 'edit'];

// Only an import mentions days before its own.
const isImport = (entry: ActivityEntry, cameIn: string): boolean => Date.parse(entry.at) - Date.parse(cameIn) > 60_000;

const createdText = (entry: ActivityEntry, context: FormatContext, cameIn: string): string => {
  const clinic = entry.fields['clinicId']?.to;
  const at = typeof clinic === 'string' ? ` for ${valueText('clinicId', clinic, context)}` : '';
  const source = entry.fields['source']?.to;
  const from = typeof source === 'string' && source !== 'other' ? ` from ${valueText('source', source, context)}` : '';
  return `${isImport(entry, cameIn) ? 'imported it' : 'added it'}${from}${at}`;
};

const happening = (name: string, entry: ActivityEntry, context: FormatContext): Happening | null => {
  const { from, to } = entry.fields[name] ?? {};
  const say = (value: unknown): string => valueText(name, value, context);
  switch (name) {
    case 'status':
      return { kind: 'status', text: `moved it from ${say(from)} to ${say(to)}` };
    case 'clinicId':
      return { kind: 'clinic', text: to === null ? 'put it back into the TBD queue' : `gave it to ${say(to)}` };
    case 'followUpDate':
      return { kind: 'follow-up', text: to === null ? 'took the follow-up off' : `set the follow-up to ${say(to)}` };
    case 'lastContactedAt':
      return to === null ? null : { kind: 'contact', text: 'was in contact' };
    case 'priority':
      return priorityText(entry, say(to));
    case 'priorityPinned':
      // Pinning comes with the priority that was chosen; unpinning may change nothing else.
      return to === true || entry.fields['status']
        ? null
        : { kind: 'edit', text: 'let the priority follow the status' };
    default:
      return editText(name, from, to, say);
  }
};

/** What follows from the status is not worth a sentence of its own. */
const priorityText = (entry: ActivityEntry, priority: string): Happening | null => {
  if (entry.fields['status'] || entry.fields['priorityPinned']?.to === false) return null;
  return { kind: 'edit', text: `set the priority to ${priority}` };
};

const editText = (name: string, from: unknown, to: unknown, say: (value: unknown) => string): Happening | null => {
  const field = fieldOf(leads, name);
  if (!field || field.rawOf) return null;
  const label = inSentence(field.label);
  if (to === null) return { kind: 'edit', text: `cleared ${label} (it was ${say(from)})` };
  return {
    kind: 'edit',
    text: from === null ? `set ${label} to ${say(to)}` : `changed ${label} from ${say(from)} to ${say(to)}`,
  };
};

/** Without its capital, unless it is an abbreviation. */
export const inSentence = (label: string): string =>
  /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
