const known = new Map<string, string>();

/** A name as the database spells it: `clinic_id`. Asked for with every record that is written, so it is worked out once. */
export const snake = (name: string): string => {
  const found = known.get(name);
  if (found !== undefined) return found;
  const spelled = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  known.set(name, spelled);
  return spelled;
};
