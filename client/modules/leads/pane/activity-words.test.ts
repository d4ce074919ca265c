import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityEntry } from '#shared/protocol.ts';
import { leads } from '#shared/modules/leads.ts';
import { describeActivity } from '#client/records/pane/describe-activity.ts';
import { leadActivityWords } from './activity-words.ts';

const context = {
  clinicName: (id: string) => (id === 'g' ? 'Ganapathy' : null),
  today: '2026-11-20',
  timeZone: 'Asia/Kolkata',
};

const entry = (fields: ActivityEntry['fields'], over: Partial<ActivityEntry> = {}): ActivityEntry => ({
  seq: 1,
  mid: '01a1fd86-94e1-72b8-b9df-0000000000bb',
  group: null,
  at: '2026-11-20T05:00:00.000Z',
  by: { id: 'p', name: 'Priya' },
  command: 'leads.update',
  reason: null,
  op: 'update',
  fields,
  ...over,
});

const attemptOf = ({ mid }: ActivityEntry) =>
  mid.endsWith('bb') ? ({ channel: 'call', outcome: 'no_answer', note: 'Husband decides' } as const) : null;

const cases: readonly [string, ActivityEntry, readonly string[]][] = [
  [
    'a status',
    entry({ status: { from: 'new', to: 'attempting' }, priority: { from: 'new', to: 'cold' } }),
    ['moved it from New to Trying to reach'],
  ],
  ['an assignment', entry({ clinicId: { from: null, to: 'g' } }), ['gave it to Ganapathy']],
  ['a clinic that one does not see', entry({ clinicId: { from: 'g', to: 'x' } }), ['gave it to another clinic']],
  ['the way back to the queue', entry({ clinicId: { from: 'g', to: null } }), ['made it unassigned (TBD)']],
  ['a follow-up', entry({ followUpDate: { from: null, to: '2026-11-21' } }), ['set the follow-up to Tomorrow']],
  [
    'a pinned priority',
    entry({ priority: { from: 'new', to: 'hot' }, priorityPinned: { from: false, to: true } }),
    ['set the priority to Hot'],
  ],
  [
    'an unpinned one',
    entry({ priority: { from: 'hot', to: 'new' }, priorityPinned: { from: true, to: false } }),
    ['let the priority follow the status'],
  ],
  [
    'a phone, said once',
    entry({ phone: { from: '+919843012345', to: '+919843012346' }, phoneRaw: { from: 'a', to: 'b' } }),
    ['changed phone from 98430 12345 to 98430 12346'],
  ],
  [
    'a cleared field',
    entry({ nextAction: { from: 'Send X-ray', to: null } }),
    ['cleared next action (it was Send X-ray)'],
  ],
  [
    'a call that moved it',
    entry({
      lastContactedAt: { from: null, to: '2026-11-20T05:00:00.000Z' },
      status: { from: 'new', to: 'connected' },
    }),
    ['moved it from New to Connected', 'was in contact'],
  ],
  [
    'a call without an answer',
    entry(
      {
        tries: { from: 2, to: 3 },
        priority: { from: 'new', to: 'cold' },
        followUpDate: { from: null, to: '2026-11-21' },
      },
      { command: 'leads.contact' },
    ),
    ['called, no answer: “Husband decides”', 'set the follow-up to Tomorrow', 'it is Cold now'],
  ],
  [
    'a call whose record is gone',
    entry(
      { tries: { from: 1, to: 0 }, lastContactedAt: { from: null, to: '2026-11-20T05:00:00.000Z' } },
      { command: 'leads.contact', mid: '01a1fd86-94e1-72b8-b9df-0000000000cc' },
    ),
    ['was in contact'],
  ],
  [
    'a call that was taken back',
    entry({ tries: { from: 3, to: 2 } }, { command: 'undo', reason: 'Undone' }),
    ['set the tries back to 2'],
  ],
  [
    'its creation',
    entry(
      { clinicId: { from: null, to: 'g' }, source: { from: null, to: 'meta_ads' } },
      { op: 'create', command: 'leads.create' },
    ),
    ['added it from Meta ads for Ganapathy'],
  ],
  ['an import', entry({}, { op: 'create', at: '2026-11-21T05:00:00.000Z' }), ['imported it']],
];

for (const [name, given, said] of cases) {
  test(`the timeline says ${name}`, () =>
    assert.deepEqual(
      describeActivity(given, leads, leadActivityWords(context, attemptOf), '2026-11-20T05:00:00.000Z').map(
        (one) => one.text,
      ),
      said,
    ));
}
