import { recordChangesWithAnyLink } from './record-changes-any-link.ts';
import { replaced } from './replaced.ts';

/**
 * The same where a change leaves out what it would only say again: `before` and `scopes` where they are as `after`, and
 * whatever is null.
 */
export const recordChangesShorter = replaced(
  replaced(recordChangesWithAnyLink, 'c.before, c.after,', 'coalesce(c.before, c.after), c.after,'),
  'unnest(c.scopes) as told',
  'unnest(coalesce(c.scopes, c.after)) as told',
);
