import type { Collection } from '#shared/collection.ts';
import { derivedCommands, type Runnable, type Verb } from '#shared/run-command.ts';

const made = new WeakMap<Collection, Runnable[]>();

/** One of the commands that every collection has, to pass to `live.mutate`. */
export const commandOf = (definition: Collection, verb: Exclude<Verb, 'change'>): Runnable => {
  let commands = made.get(definition);
  if (!commands) made.set(definition, (commands = derivedCommands(definition)));
  const found = commands.find((command) => command.verb === verb);
  if (!found) throw new Error(`${definition.name} is written by the product only`);
  return found;
};
