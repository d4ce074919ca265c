import { InvalidValue, factory } from './field.ts';
import { presence } from './operators.ts';

/** Where someone may do something after all, or, for a role that could, does not: in every record, in their own, nowhere. */
export const differingPlaces = ['all', 'own', 'none'] as const;
export type DifferingPlace = (typeof differingPlaces)[number];

/** One thing in which someone's rights are not as their role says: an action on the records of a collection. */
export type Difference = {
  readonly where: DifferingPlace;
  readonly action: string;
  readonly collection: string;
};

const most = 300;
const nameShape = /^[a-z][a-zA-Z]{0,59}$/;

const nameIn = (input: unknown): string => {
  if (typeof input !== 'string' || !nameShape.test(input))
    throw new InvalidValue('needs the names of a collection and an action for each, like leads and export');
  return input;
};

const parseOne = (input: unknown): Difference => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidValue('should be a list, each {"collection": "leads", "action": "export", "where": "all"}');
  const { where, action, collection, ...rest } = input as Readonly<Record<string, unknown>>;
  const [strange] = Object.keys(rest);
  if (strange !== undefined) throw new InvalidValue(`has "${strange.slice(0, 40)}", which is not known`);
  if (!(differingPlaces as readonly unknown[]).includes(where))
    throw new InvalidValue(`should say where of each: ${differingPlaces.join(', ')}`);
  // In the order in which PostgreSQL keeps the names of a jsonb: equal lists are then equal texts.
  return { where: where as DifferingPlace, action: nameIn(action), collection: nameIn(collection) };
};

const keyOf = ({ collection, action }: Difference): string => `${collection}.${action}`;

const parse = (input: unknown): readonly Difference[] => {
  if (!Array.isArray(input) || input.length > most) throw new InvalidValue(`should be a list of at most ${most}`);
  const given = input.map(parseOne);
  const byKey = new Map(given.map((one) => [keyOf(one), one]));
  if (byKey.size < given.length) throw new InvalidValue('says two things of the same action');
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
};

const textShape = /^\s*(?<collection>\w+)\.(?<action>\w+)\s*=\s*(?<where>\w+)\s*$/;

/** What someone may do beside what their role says, and what they may not though it says so. */
export const differences = factory<readonly Difference[]>({
  name: 'differences',
  operators: presence,
  samples: () => [
    [{ where: 'none', action: 'export', collection: 'users' }],
    [
      { where: 'none', action: 'export', collection: 'users' },
      { where: 'none', action: 'import', collection: 'users' },
    ],
  ],
  parse,
  // `leads.export=all; leads.update=none`
  parseText: (text) =>
    text
      .split(';')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const { collection, action, where } = textShape.exec(part)?.groups ?? {};
        if (!collection) throw new InvalidValue('should be a list, like leads.export=all; leads.update=none');
        return { collection, action, where };
      }),
  formatText: (value) => value.map((one) => `${keyOf(one)}=${one.where}`).join('; '),
  sortKey: (value) => value.length,
  schema: () => ({
    type: 'array',
    maxItems: most,
    items: {
      type: 'object',
      required: ['collection', 'action', 'where'],
      properties: {
        collection: { type: 'string' },
        action: { type: 'string', description: 'As in the permissions of the collection: view, update, export.' },
        where: {
          type: 'string',
          enum: [...differingPlaces],
          description: 'In every record, in those of their own, or nowhere.',
        },
      },
    },
  }),
});
