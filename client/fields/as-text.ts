/** A value in an input or on the page: text as it is, nothing as nothing, and never "[object Object]". */
export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
};
