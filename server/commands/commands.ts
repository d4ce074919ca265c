import { collections, moduleCommands } from '#shared/modules/index.ts';
import { derivedCommands, runnable, type Runnable } from '#shared/run-command.ts';

/** Everything that can be asked, over sockets and REST alike. */
export const commands: readonly Runnable[] = [...collections.flatMap(derivedCommands), ...moduleCommands.map(runnable)];

const byName = new Map(commands.map((command) => [command.name, command]));

export const commandNamed = (name: string): Runnable | undefined => byName.get(name);
