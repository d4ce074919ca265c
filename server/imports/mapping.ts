import type { Catalog } from '#shared/catalog.ts';
import { fieldEntries, type Collection } from '#shared/collection.ts';
import { customFieldNamed, customFieldOf, isCustomName, type CustomField } from '#shared/custom-field.ts';
import type { FileField } from '#shared/csv/other-names.ts';
import type { ColumnMapping } from '#server/database/tables/imports.ts';
import { fillable, withRest, type Column, type Columns } from './columns.ts';

/** To be kept with an import. */
export const mappingOf = (columns: readonly Column[]): ColumnMapping =>
  columns.map(({ index, name, part, field: { choices, custom, tailorable } }) => ({
    index,
    name,
    ...(part ? { part } : {}),
    ...(choices && (custom || tailorable) ? { choices } : {}),
  }));

/** The columns of a file by what they stood for; each row reads as it would have then. */
export const columnsOf = (catalog: () => Catalog, collection: Collection, mapping: ColumnMapping): Columns => {
  const definition = catalog().of(collection);
  const fields = new Map(fillable(definition));
  const fieldNamed = (name: string): FileField | undefined => {
    const added = customFieldNamed(catalog(), definition.name, name);
    return fields.get(name) ?? (added && customFieldOf(added as unknown as CustomField));
  };
  return {
    known: mapping.flatMap(({ index, name, part, choices }): Column[] => {
      const field = fieldNamed(name);
      const read = field && choices ? { ...field, choices } : field;
      return read ? [{ index, ...withRest(definition, { name, field: read, ...(part ? { part } : {}) }) }] : [];
    }),
    identifying: fieldEntries(definition).filter(([, field]) => field.kind.identifies && !field.readOnly),
    dayOrders: new Map(),
    isInUse: (name) => !isCustomName(name) || Object.hasOwn(catalog().of(collection).fields, name),
  };
};
