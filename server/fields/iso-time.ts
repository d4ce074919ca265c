/** An ISO time of a stored one, whether it came as a Date, as PostgreSQL's text, or as JSON. */
export const isoTime = (stored: unknown): string => {
  if (typeof stored === 'string' && stored.length === 24 && stored.endsWith('Z')) return stored;
  return (stored instanceof Date ? stored : new Date(String(stored))).toISOString();
};

/**
 * PostgreSQL's text of a time, `2026-11-28 09:30:00.123456+00`, as ISO text. A page of records has hundreds: making a
 * Date of each, and text again, took a tenth of what the page takes. Other zones go the long way.
 */
export const isoTimeIn = (text: string): string => {
  if (text[10] !== ' ' || !text.endsWith('+00')) return new Date(text).toISOString();
  const fraction = text.slice(20, -3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
};
