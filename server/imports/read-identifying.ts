import type { Field } from '#shared/fields/field.ts';
import type { Column, Columns } from './columns.ts';
import { isBlank, readSeveral, type RowProblem } from './read-cell.ts';
import { quoted, setAside, type Reading } from './reading.ts';

type Spare = { readonly kind: string; readonly text: string; readonly value: unknown; readonly label: string };

/**
 * Phones and addresses. The first that is one is taken; others go where the record has room for them, or are named. Where
 * a file holds a phone and how it was typed (our own exports do), the typed form is the one to give.
 */
export const readIdentifying = (
  reading: Reading,
  columns: readonly Column[],
  identifying: Columns['identifying'],
  textOf: (column: Column) => string,
): RowProblem | null => {
  const fields = new Map<string, Field>();
  const spares: Spare[] = [];
  const values = new Map<string, unknown>();
  for (const { name, field } of columns) if (field.rawOf === undefined) fields.set(name, field);
  for (const [name, field] of fields) {
    const texts = columns.filter((column) => column.name === name).map(textOf);
    const filled = texts.filter((text) => !isBlank(text, field));
    const [raw] = columns
      .filter((column) => column.field.rawOf === name)
      .map(textOf)
      .filter(Boolean);
    if (filled.length === 0 && raw === undefined) continue;
    const read = filled.map((text) => readSeveral(field, text));
    const asTyped = raw === undefined ? null : readSeveral(field, raw);
    const found = read.flatMap((one) => one.found);
    const typed = asTyped?.found[0];
    const [first] = found;
    const chosen = typed && (!first || first.value === typed.value) ? typed : first;
    reading.typed[name] = filled[0] ?? raw ?? '';
    if (!chosen) {
      const [problem = ''] = [...read, ...(asTyped ? [asTyped] : [])].map((one) => one.problem);
      const refused = setAside(reading, name, field, quoted(problem, reading.typed[name]));
      if (refused) return refused;
      continue;
    }
    reading.args[name] = chosen === typed && raw !== undefined ? raw : chosen.text;
    values.set(name, chosen.value);
    for (const { text, value } of found)
      if (value !== chosen.value) spares.push({ kind: field.kind.name, text, value, label: field.label });
    if (first)
      for (const odd of read.flatMap((one) => one.odd))
        reading.remarks.push({ field: name, message: `${field.label}: "${odd.slice(0, 60)}" was left out.` });
  }
  place(reading, spares, identifying, values);
  return null;
};

/** A second number goes into a field of its kind that the row leaves empty; what has no place is named. */
const place = (
  reading: Reading,
  spares: readonly Spare[],
  fields: Columns['identifying'],
  values: Map<string, unknown>,
): void => {
  for (const { kind, text, value, label } of spares) {
    if ([...values.values()].includes(value)) continue;
    const free = fields.find(([name, field]) => field.kind.name === kind && !values.has(name));
    if (free) {
      const [name] = free;
      values.set(name, value);
      reading.args[name] = text;
      reading.typed[name] = text;
    } else {
      values.set(text, value);
      reading.remarks.push({
        field: null,
        message: `${label}: "${text.slice(0, 60)}" was left out, for there is no second place for it.`,
      });
    }
  }
};
