import { collections, moduleCommands, people } from '#shared/modules/index.ts';
import { signedInCommand } from '#shared/people.ts';
import { derivedCommands, runnable, type Runnable } from '#shared/run-command.ts';

/** Everything that can be asked, over sockets and REST alike. */
export const commands: readonly Runnable[] = [...collections.flatMap(derivedCommands), ...moduleCommands.map(runnable)];

const named = (list: readonly Runnable[]): ReadonlyMap<string, Runnable> =>
  new Map(list.map((command) => [command.name, command]));

const open = named(commands);

/** What only the product itself asks. */
const own = named([signedInCommand(people)].map(runnable));

/** The command of this name, as far as this kind of principal knows it. */
export const commandNamed = (name: string, kind?: 'user' | 'platform' | 'system'): Runnable | undefined =>
  open.get(name) ?? (kind === undefined || kind === 'system' ? own.get(name) : undefined);
