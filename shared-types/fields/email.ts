import { fold } from '#shared/fold.ts';
import { InvalidValue, cleanString, factory } from './field.ts';
import { withoutJoiners } from '#shared/written/marks.ts';
import { matching } from './operators.ts';

// Deliberately loose: the only proof of an address is mail that arrives.
const shape = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)+$/u;

export const email = factory<string>({
  name: 'email',
  operators: matching,
  identifies: true,
  parse: (input) => {
    const value = withoutJoiners(cleanString(input, 'an email address')).trim().toLowerCase();
    if (value.length > 254 || !shape.test(value))
      throw new InvalidValue('is not an email address, like name@example.com');
    return value;
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'email', maxLength: 254 }),
  searchText: fold,
});
