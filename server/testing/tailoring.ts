// What tests of a tenant's own fields, choices and settings have in common.
import assert from 'node:assert/strict';
import type { Answer, Person, World } from './world.ts';

export type Values = Record<string, unknown>;
export type Choice = { readonly value: string; readonly label: string; readonly retired?: boolean };

export const dataOf = (answer: Answer): Values => answer.body.data as Values;
export const listOf = (answer: Answer): Values[] => answer.body.data as Values[];
export const namesOf = (answer: Answer): unknown[] => listOf(answer).map(({ name }) => name);
export const lead = (more: Values = {}): Values => ({ name: 'Ravi', phone: '98430 12345', ...more });

export const addField = async (person: Person, values: Values): Promise<Values> => {
  const made = await person.request('POST', '/custom-fields', { collection: 'leads', ...values });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return dataOf(made);
};

export const addLead = async ({ ana, clinics }: World, more: Values = {}): Promise<string> => {
  const made = await ana.request('POST', '/leads', lead({ clinicId: clinics.ganapathy.id, ...more }));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return String(dataOf(made)['id']);
};

/** An import, when it is over. */
export const imported = async (person: Person, csv: string): Promise<Values> => {
  const { id } = dataOf(await person.request('POST', '/leads/import', csv, { 'content-type': 'text/csv' }));
  for (;;) {
    const job = dataOf(await person.request('GET', `/imports/leads/${String(id)}`));
    if (job['state'] !== 'running') return job;
  }
};

export const refusal = (answer: Answer): readonly [number, unknown, string] => [
  answer.status,
  answer.body.error?.details?.['field'],
  answer.body.error?.message ?? '',
];
