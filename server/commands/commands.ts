import type { Catalog } from '#shared/catalog.ts';
import { people } from '#shared/modules/index.ts';
import { joinedCommand, signedInCommand } from '#shared/people.ts';
import { runnable, type Runnable } from '#shared/run-command.ts';

/** What only the product itself asks. */
const own: ReadonlyMap<string, Runnable> = new Map(
  [signedInCommand(people), joinedCommand(people)].map(runnable).map((command) => [command.name, command]),
);

/** The tenant's command of this name, as far as this kind of principal knows it. */
export const commandNamed = (
  catalog: Catalog,
  name: string,
  kind?: 'user' | 'platform' | 'system',
): Runnable | undefined => {
  const open = catalog.command(name);
  if (open || (kind !== undefined && kind !== 'system')) return open;
  const command = own.get(name);
  return command && { ...command, collection: catalog.of(command.collection) };
};
