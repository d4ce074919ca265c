/** An ISO time of a stored one, whether it came as a Date, as PostgreSQL's text, or as JSON. */
export const isoTime = (stored: unknown): string => {
  if (typeof stored === 'string' && stored.length === 24 && stored.endsWith('Z')) return stored;
  return (stored instanceof Date ? stored : new Date(String(stored))).toISOString();
};
