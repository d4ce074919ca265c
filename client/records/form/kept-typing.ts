import type { Live } from '#client/live/types.ts';

/** What was typed into one form, by field, and the version of its record that the person saw. */
export type Typed = { readonly fields: { readonly [name: string]: unknown }; readonly base: number };

/** The same as this device keeps it until it is saved or cleared. */
export type KeptTyping = {
  readonly read: () => Typed | null;
  readonly write: (fields: Typed['fields']) => void;
  readonly remove: () => void;
};

/** `form`: which one it is, of this person. Null until it is known who is signed in. */
export const keptTyping = ({ storage }: Pick<Live, 'storage'>, form: string, base: number): KeptTyping | null => {
  const kept = storage();
  const name = `form/${form}`;
  return (
    kept && {
      read: () => kept.readLeft<Typed>(name),
      write: (fields) => void kept.write(name, { fields, base } satisfies Typed),
      remove: () => kept.remove(name),
    }
  );
};
