import { fold, sortable } from '#shared/fold.ts';
import { withoutJoiners } from '#shared/written/marks.ts';
import { InvalidValue, cleanString, factory } from './field.ts';
import { matching } from './operators.ts';

// Host names are letters, digits and hyphens of any script; a name before an @ is how a false address looks true.
const address =
  /^(https?):\/\/((?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.)+[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{1,62})((?::\d{1,5})?(?:[/?#][^\s<>"'`\\]*)?)$/iu;

const longest = 300;

/** What it is as an address that may be opened: http and https only. Null for anything else, however it is dressed. */
export const safeUrl = (text: string): string | null => {
  const typed = text.trim();
  const [, scheme, host, rest = ''] =
    address.exec(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`) ?? [];
  return scheme && host ? `${scheme.toLowerCase()}://${host.toLowerCase()}${rest}` : null;
};

/** An address of the web. `example.com/about` is read as https. */
export const url = factory<string>({
  name: 'url',
  operators: matching,
  parse: (input, field) => {
    const typed = withoutJoiners(cleanString(input, 'a web address'));
    const max = field.max ?? longest;
    if (typed.length > Math.max(max, longest)) throw new InvalidValue(`should have at most ${max} characters`);
    const found = safeUrl(typed);
    if (!found) throw new InvalidValue('is not a web address, like https://example.com');
    if (found.length > max) throw new InvalidValue(`should have at most ${max} characters`);
    return found;
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  sortKey: sortable,
  schema: (field) => ({
    type: 'string',
    format: 'uri',
    pattern: '^https?://',
    maxLength: field.max ?? longest,
    examples: ['https://example.com/about'],
  }),
  searchText: fold,
  samples: () => ['https://example.com', 'http://kongu.example/Valves', 'https://பழம்.example/?a=b%20c#d'],
});
