import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callName, mayNotContact, whatsAppHref } from './contact.ts';
import { describeAttempt, outcomesOf } from './contact-outcomes.ts';
import { countTries } from './count-tries.ts';
import { dayInSentence, describeChange, shortName } from './describe-change.ts';
import { describeFollowUp, followUpUrgency } from './describe-follow-up.ts';
import { suggestClinic } from './queue/suggest-clinic.ts';
import { waitingTime } from './waiting-time.ts';

const today = '2026-11-20';
const now = '2026-11-20T06:00:00.000Z';

for (const [day, said] of [
  [null, 'Unscheduled'],
  ['2024-11-17', '2 years overdue'],
  ['2026-11-17', '3 days overdue'],
  ['2026-11-19', '1 day overdue'],
  ['2026-11-20', 'Due today'],
  ['2026-11-21', 'Tomorrow'],
  ['2026-11-24', 'Tue 24 Nov'],
  ['2027-01-03', '3 Jan 2027'],
] as const) {
  test(`a follow-up on ${day ?? 'no day'} is "${said}"`, () => assert.equal(describeFollowUp(day, today), said));
}

test('a follow-up gets louder in steps: a day or two, most of a week, from the eighth day on', () => {
  const days = ['2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-13', '2026-11-12', null];
  assert.deepEqual(
    days.map((day) => followUpUrgency(day, today)),
    ['upcoming', 'today', 'slipped', 'slipped', 'overdue', 'overdue', 'late', 'unscheduled'],
  );
});

for (const [since, word, text] of [
  ['2026-11-20T06:00:00.000Z', 'Fresh', 'just in'],
  ['2026-11-20T05:31:00.000Z', 'Fresh', '29 min'],
  ['2026-11-20T05:30:00.000Z', 'Waiting', '30 min'],
  ['2026-11-20T02:01:00.000Z', 'Waiting', '3 h'],
  ['2026-11-20T02:00:00.000Z', 'Late', '4 h'],
  ['2026-11-18T05:00:00.000Z', 'Late', '2 days'],
  // A server's clock that is ahead of this one's.
  ['2026-11-20T06:00:30.000Z', 'Fresh', 'just in'],
] as const) {
  test(`who came at ${since} is ${word.toLowerCase()}, ${text}`, () => {
    const { word: said, text: length } = waitingTime(since, new Date(now));
    assert.deepEqual([said, length], [word, text]);
  });
}

const clinics = ['Ganapathy', 'RS Puram', 'Saravanampatti'].map((name) => ({ id: name, name }));

for (const [campaignName, adSetName, clinicId] of [
  ['Free checkup camp - Thudiyalur', 'Women 25-45, R.S.Puram 5km', 'RS Puram'],
  ['Ganapathy opening offer', null, 'Ganapathy'],
  ['Ganapathy opening offer', 'saravanampatti IT park', 'Saravanampatti'],
  ['Ganapathy and RS Puram', null, null],
  ['Braces Nov', 'Coimbatore 25-40', null],
  [null, null, null],
] as const) {
  test(`"${campaignName}" / "${adSetName}" suggests ${clinicId ?? 'nothing'}`, () => {
    assert.equal(suggestClinic({ campaignName, adSetName }, clinics)?.clinicId ?? null, clinicId);
  });
}

for (const [name, called] of [
  ['K. Senthil Kumar', 'Senthil'],
  ['Ponnuthai A', 'Ponnuthai'],
  ['மீனா', 'மீனா'],
  ['Om', 'Om'],
  ['T.Manikandan', 'Manikandan'],
] as const) {
  test(`${name} is called ${called}`, () => assert.equal(callName(name), called));
}

test('a chat opens with the number’s digits and a greeting', () => {
  const href = whatsAppHref(
    { name: 'K. Senthil Kumar', phone: '+919843012345', status: 'new' },
    'AVM Smiles, RS Puram',
  );
  assert.equal(
    href,
    'https://wa.me/919843012345?text=Hello%20Senthil%2C%20this%20is%20AVM%20Smiles%2C%20RS%20Puram.%20',
  );
});

test('a person who asked not to be called is not called', () => {
  assert.ok(mayNotContact({ name: 'A', phone: '', status: 'dnc' }));
  assert.equal(mayNotContact({ name: 'A', phone: '', status: 'lost' }), null);
});

test('what is told of a call, and of a chat, is in their words', () => {
  assert.deepEqual(
    outcomesOf('call').map(({ label }) => label),
    ['Connected', 'No answer', 'Busy', 'Call back later', 'Wrong number', 'Not interested', 'Booked'],
  );
  const keys = outcomesOf('whatsapp').map(({ value, digit }) => [value, digit]);
  const inCall = new Map(outcomesOf('call').map(({ value, digit }) => [value, digit]));
  assert.equal(keys.length, 6, 'a chat is never busy');
  for (const [value, digit] of keys) assert.equal(digit, inCall.get(value as never), 'fingers know the keys of calls');
  assert.deepEqual([...inCall.values()], [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(describeAttempt('call', 'no_answer'), 'called, no answer');
  assert.equal(describeAttempt('whatsapp', 'connected'), 'messaged, they replied');
  assert.deepEqual([1, 3].map(countTries), ['1 try', '3 tries']);
});

test('a message names the lead, as short as a phone needs it', () => {
  assert.equal(
    describeChange({ name: 'Kavya Raman' }, `follow-up ${dayInSentence('Tomorrow')}`),
    'Kavya Raman: follow-up tomorrow',
  );
  assert.equal(dayInSentence('Tue 24 Nov'), 'Tue 24 Nov');
  assert.equal(shortName({ name: 'Thiruvenkatachalapathy Subramaniam' }), 'Thiruvenkatachalapathy Subr…');
});
