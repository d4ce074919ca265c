import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { choiceFieldsOf, importedWordsName, pathOfField } from '#shared/csv/imported-words.ts';
import type { Filter } from '#shared/filter.ts';
import { fold } from '#shared/fold.ts';
import { defaultSort } from '#shared/sort.ts';
import { readAll } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { Meaning } from './read-cell.ts';

/** What the tenant's people have said that words mean which are none of a field's choices. */
export const meaningIn = async (tenant: Tenant, actor: Actor, definition: Collection): Promise<Meaning> => {
  const words = tenant.catalog.named(importedWordsName);
  const known = new Map<string, string>();
  if (words && can(actor, 'view', words)) {
    const paths = choiceFieldsOf([definition]).map(({ value }) => value);
    const filter: Filter = { field: 'field', op: 'in', value: paths };
    for await (const page of readAll(tenant, actor, { definition: words, filter, sort: defaultSort(words) }, 'view'))
      for (const { field, word, meaning } of page) {
        const value = (meaning as string | null) ?? '';
        // Folded again: it may have been stored by the rules of an older version.
        known.set(`${String(field)}/${fold(String(word)).slice(0, 120)}`, value);
      }
  }
  return (field, word) => {
    const value = known.get(`${pathOfField(definition, field)}/${fold(word).slice(0, 120)}`);
    // A choice that is gone since is not known.
    if (value === undefined || value === '') return value;
    return definition.fields[field]?.choices?.some((choice) => choice.value === value) ? value : undefined;
  };
};
