/** A function's text with a part of it replaced. Throws where that part is not there. */
export const replaced = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error('record_changes is not what this was written for');
  return text.replace(from, () => to);
};
