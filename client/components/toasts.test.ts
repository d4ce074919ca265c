import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetToasts, toast, toastLog, toasts } from './toasts.ts';

test('what named a record that left my sight is said no more, and is not in the log either', () => {
  toast('Kavya Raman: now Lost.', { about: 'kavya' });
  toast('Ravi Kumar: now Connected.', { about: 'ravi' });
  toast('Kept as it is.');
  forgetToasts('kavya');
  const said = (all: ReturnType<typeof toasts>): string[] => all.map(({ message }) => message);
  assert.deepEqual(said(toasts()), ['Ravi Kumar: now Connected.', 'Kept as it is.']);
  assert.deepEqual(said(toastLog()), ['Kept as it is.', 'Ravi Kumar: now Connected.']);
});
