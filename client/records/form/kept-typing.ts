import type { Live } from '#client/live/types.ts';

/** What was typed into one form, by field, as this device keeps it until it is saved or cleared. */
export type KeptTyping = {
  readonly read: () => Typed | null;
  readonly write: (typed: Typed) => void;
  readonly remove: () => void;
};
export type Typed = { readonly [name: string]: unknown };

/** `form`: which one it is, of this person. Null until it is known who is signed in. */
export const keptTyping = ({ storage }: Pick<Live, 'storage'>, form: string): KeptTyping | null => {
  const kept = storage();
  const name = `form/${form}`;
  return (
    kept && {
      read: () => kept.read<Typed>(name),
      write: (typed) => kept.write(name, typed),
      remove: () => kept.remove(name),
    }
  );
};
