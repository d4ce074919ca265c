import { isMissing, leastItems } from './empty-value.ts';
import {
  InvalidValue,
  factory,
  type Field,
  type FieldData,
  type FieldOptions,
  type Fields,
  type Kind,
  type Ref,
  type ValueOf,
} from './field.ts';
import { presence } from './operators.ts';

/** A line inside a record: its columns' values, and an id that no other line of the record has. */
export type Row<C extends Fields = Fields> = { readonly id: string } & { readonly [K in keyof C]: ValueOf<C[K]> };

/**
 * A change of some lines: those that are not named stay as they are, whatever others make of them meanwhile. `order`
 * names lines in the order that they shall have; what it leaves out keeps its place after them.
 */
export type RowsEdit = {
  readonly put?: readonly Row[];
  readonly remove?: readonly string[];
  readonly order?: readonly string[];
};

const idPattern = /^[A-Za-z0-9-]{1,36}$/;
const mostRows = 100;

const columnsOf = (field: FieldData): [string, Field][] => Object.entries(field.columns ?? {});

const isObject = (input: unknown): input is { readonly [key: string]: unknown } =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

const parseId = (input: unknown): string => {
  if (typeof input !== 'string' || !idPattern.test(input))
    throw new InvalidValue('has a line whose ID is not 1 to 36 letters, digits and hyphens');
  return input;
};

const parseCell = (input: unknown, column: Field, at: string): unknown => {
  const missing = new InvalidValue(`needs ${column.label.toLowerCase()} in ${at}`);
  if (input === null || input === undefined || input === '') {
    if (column.required && column.default === undefined) throw missing;
    return column.required ? column.default : null;
  }
  try {
    const value = column.kind.parse(input, column);
    if (!isMissing(value, column)) return value;
  } catch (error) {
    if (error instanceof InvalidValue)
      throw new InvalidValue(`has a line (${at}) whose ${column.label.toLowerCase()} ${error.message}`);
    throw error;
  }
  throw missing;
};

const parseRow = (input: unknown, id: string, at: string, field: FieldData): Row => {
  if (!isObject(input)) throw new InvalidValue('should be a list of lines');
  const known = columnsOf(field);
  const stray = Object.keys(input).find((name) => name !== 'id' && !known.some(([column]) => column === name));
  if (stray !== undefined) throw new InvalidValue(`has a line with "${stray.slice(0, 40)}", which is no column of it`);
  return {
    id,
    // What follows from the other columns is worked out by the collection's rules, and not taken from outside.
    ...Object.fromEntries(
      known.map(([name, column]) => [name, column.readOnly ? null : parseCell(input[name], column, at)]),
    ),
  };
};

/** Lines without an id get the lowest numbers that are free: the same on both sides, with nothing to agree on. */
const withIds = (lines: readonly unknown[]): string[] => {
  const taken = new Set(
    lines.flatMap((line) => (isObject(line) && typeof line['id'] === 'string' ? [line['id']] : [])),
  );
  let next = 1;
  return lines.map((line) => {
    if (isObject(line) && line['id'] !== undefined && line['id'] !== null) return parseId(line['id']);
    while (taken.has(String(next))) next++;
    taken.add(String(next));
    return String(next);
  });
};

const parseList = (input: readonly unknown[], field: FieldData): Row[] => {
  const max = field.max ?? mostRows;
  if (input.length > max) throw new InvalidValue(`should have at most ${max} lines`);
  const ids = withIds(input);
  if (new Set(ids).size !== ids.length) throw new InvalidValue('has two lines with one ID');
  return input.map((line, index) => parseRow(line, ids[index] ?? '', `line ${index + 1}`, field));
};

const parseEdit = (input: { readonly [key: string]: unknown }, field: FieldData): RowsEdit => {
  const { put = [], remove = [], order, ...others } = input;
  const lists = [put, remove, order ?? []];
  if (Object.keys(others).length > 0 || !lists.every(Array.isArray))
    throw new InvalidValue('should be a list of lines, or a change of some: { put, remove, order }');
  const lines = parseList(put as unknown[], field);
  if ((put as unknown[]).some((line) => !isObject(line) || typeof line['id'] !== 'string'))
    throw new InvalidValue('needs the ID of each line that is put');
  return {
    put: lines,
    remove: (remove as unknown[]).map(parseId),
    ...(order === undefined ? {} : { order: (order as unknown[]).map(parseId) }),
  };
};

const isEdit = (value: unknown): value is RowsEdit => isObject(value);

const merge = (given: unknown, current: unknown, field: FieldData): readonly Row[] => {
  if (!isEdit(given)) return given as readonly Row[];
  const held = Array.isArray(current) ? (current as readonly Row[]) : [];
  const put = new Map((given.put ?? []).map((row) => [row.id, row]));
  const gone = new Set(given.remove);
  const kept = held.filter((row) => !gone.has(row.id)).map((row) => put.get(row.id) ?? row);
  const added = [...put.values()].filter((row) => !held.some(({ id }) => id === row.id));
  const place = new Map((given.order ?? []).map((id, index) => [id, index]));
  const merged = [...kept, ...added].toSorted(
    (a, b) => (place.get(a.id) ?? Number.MAX_SAFE_INTEGER) - (place.get(b.id) ?? Number.MAX_SAFE_INTEGER),
  );
  const max = field.max ?? mostRows;
  if (merged.length > max) throw new InvalidValue(`should have at most ${max} lines`);
  return merged;
};

const linesIn = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : isEdit(value) && Array.isArray(value.put) ? value.put : [];

const withoutRefs = (row: Row, isGone: (pointed: Ref) => boolean, field: FieldData): Row =>
  columnsOf(field).reduce<Row>((line, [name, column]) => {
    const cell: unknown = line[name];
    if (cell === null || cell === undefined || !column.kind.withoutRefs) return line;
    const left = column.kind.withoutRefs(cell, isGone, column);
    if (isMissing(left, column))
      throw new InvalidValue(`has a line whose ${column.label.toLowerCase()} is deleted. Restore that first`);
    return { ...line, [name]: left };
  }, row);

const withRef = (row: Row, from: Ref, to: Ref, field: FieldData): Row =>
  columnsOf(field).reduce<Row>((line, [name, column]) => {
    const cell: unknown = line[name];
    if (cell === null || cell === undefined || !column.kind.withRef) return line;
    return { ...line, [name]: column.kind.withRef(cell, from, to, column) };
  }, row);

const rowSchema = (field: FieldData, required: readonly string[]) => ({
  type: 'object',
  properties: {
    id: { type: 'string', pattern: idPattern.source },
    ...Object.fromEntries(
      columnsOf(field).map(([name, column]) => {
        const schema = { title: column.label, ...column.kind.schema(column) };
        return [name, column.required ? schema : { anyOf: [schema, { type: 'null' }] }];
      }),
    ),
  },
  required: [...required],
});

const kind: Kind<readonly Row[]> = {
  name: 'rows',
  operators: presence,
  parse: (input, field) => {
    if (Array.isArray(input)) return parseList(input, field);
    // A change of some lines becomes the lines by `merge`, where the record is at hand.
    if (isObject(input)) return parseEdit(input, field) as unknown as readonly Row[];
    throw new InvalidValue('should be a list of lines');
  },
  parseText: (text) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new InvalidValue('should be a list of lines, as JSON');
    }
  },
  // What is worked out from the others comes by itself when the text is read back.
  formatText: (value, field) =>
    JSON.stringify(
      value.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !field.columns?.[name]?.readOnly))),
    ),
  sortKey: (value) => value.length,
  schema: (field) => ({
    type: 'array',
    ...leastItems(field),
    maxItems: field.max ?? mostRows,
    items: rowSchema(field, ['id', ...columnsOf(field).flatMap(([name, column]) => (column.required ? [name] : []))]),
  }),
  inputSchema: (field) => ({
    anyOf: [
      { type: 'array', maxItems: field.max ?? mostRows, items: rowSchema(field, []) },
      {
        type: 'object',
        description: 'A change of some lines; the others stay as they are.',
        additionalProperties: false,
        properties: {
          put: { type: 'array', items: rowSchema(field, ['id']) },
          remove: { type: 'array', items: { type: 'string' } },
          order: { type: 'array', items: { type: 'string' } },
        },
      },
    ],
  }),
  refs: (value, field) =>
    linesIn(value).flatMap((line) =>
      columnsOf(field).flatMap(([name, column]) => (isObject(line) && column.kind.refs?.(line[name], column)) || []),
    ),
  withoutRefs: (value, isGone, field) => value.map((row) => withoutRefs(row, isGone, field)),
  withRef: (value, from, to, field) => value.map((row) => withRef(row, from, to, field)),
  merge,
  partsOf: (value) => new Map(value.map((row) => [row.id, row])),
  samples: (field) => {
    const cells = Object.fromEntries(
      columnsOf(field).map(([name, column]) => [name, column.kind.samples?.(column)[0] ?? column.default ?? null]),
    );
    return [
      [],
      [{ id: 'a', ...cells }],
      [
        { id: 'a', ...cells },
        { id: '1', ...cells },
      ],
    ] as unknown as Row[][];
  },
};

type RowsField<C extends Fields, R extends boolean> = Field<readonly Row<C>[], R> & { readonly columns: C };
type RowsOptions<C> = Omit<FieldOptions, 'columns'> & { readonly columns: C };
type RowsFactory = {
  <const C extends Fields>(options: RowsOptions<C> & { readonly required: true }): RowsField<C, true>;
  <const C extends Fields>(options: RowsOptions<C>): RowsField<C, false>;
};

/** Lines in their order inside a record, each with an id: what a deal is made of. Two people may work on two of them. */
export const rows = factory(kind) as unknown as RowsFactory;
