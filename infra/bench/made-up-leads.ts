import { v7 } from 'uuid';
import { leadPriorities, leadSources, leadStatuses, treatments, type LeadStatus } from '#shared/modules/leads.ts';
import { priorityOfStatus } from '#shared/modules/lead-priority.ts';
import type { StoredRecord } from '#server/database/rows.ts';
import { seeded } from './random.ts';

const firstNames = (
  'Aarthi Abdul Aishwarya Anand Anitha Arun Ashok Balaji Bhavani Chandra Deepa Devi Dinesh Divya Fathima Ganesh Gayathri ' +
  'Gokul Hari Indira Janani Jaya Karthik Kavitha Keerthana Kumar Lakshmi Latha Madhavan Mani Meena Mohan Murugan Nandhini ' +
  'Naveen Nithya Padma Pradeep Praveen Priya Raghu Rajesh Ramya Ravi Revathi Sandhya Sangeetha Saravanan Selvi Senthil ' +
  'Shalini Sivakumar Sneha Suresh Swathi Thilaga Uma Vasanth Vidya Vignesh Vijay Yamini Joseph Mary Peter Imran Zoya'
).split(' ');
const lastNames = (
  'Annamalai Arumugam Balasubramanian Chellappan Duraisamy Ganesan Gopal Iyer Jayaraman Kandasamy Krishnan Kuppusamy ' +
  'Mahalingam Manickam Marimuthu Muthusamy Nair Natarajan Palanisamy Perumal Pillai Rajendran Ramanathan Rangasamy Reddy ' +
  'Sampath Sekar Shanmugam Sharma Subramaniam Sundaram Thangavel Thomas Varadarajan Velusamy Venkatesan Xavier Ahmed Khan'
).split(' ');
const actions = [null, null, 'Call back after 6 pm', 'Send the price list', 'Ask about the X-ray', 'Confirm the visit'];
const campaigns = [null, 'Smile Diwali 2026', 'Aligners under 40k', 'Implants · Google brand', 'Free check-up week'];

// Of a hundred leads.
const weights: Record<LeadStatus, number> = {
  new: 24,
  attempting: 22,
  connected: 16,
  appointment_booked: 9,
  visited: 8,
  treatment_started: 6,
  rescheduled: 3,
  lost: 9,
  dnc: 2,
  dnr: 1,
};

const day = 24 * 3_600_000;
const dateOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** Leads as a franchise gathers them over two years; the same ones, but for their ids, for the same seed. */
export function* madeUpLeads(amount: number, clinicIds: readonly string[], seed = 42): Generator<StoredRecord> {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const statuses = leadStatuses.flatMap(({ value }) => Array.from({ length: weights[value] }, () => value));
  const now = Date.now();
  for (let i = 0; i < amount; i++) {
    const status = pick(statuses);
    const createdAt = new Date(now - random() * 730 * day).toISOString();
    const pinned = random() < 0.08 && status !== 'dnc' && status !== 'dnr';
    const name = `${pick(firstNames)} ${pick(lastNames)}`;
    const number = `${6 + Math.floor(random() * 4)}${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
    yield {
      id: v7(),
      version: 1,
      createdAt,
      createdBy: null,
      updatedAt: createdAt,
      updatedBy: null,
      deletedAt: null,
      name,
      phone: `+91${number}`,
      phoneRaw: `${number.slice(0, 5)} ${number.slice(5)}`,
      email: random() < 0.4 ? `${name.toLowerCase().replace(' ', '.')}${i}@example.com` : null,
      age: random() < 0.5 ? 6 + Math.floor(random() * 70) : null,
      clinicId: random() < 0.06 ? null : pick(clinicIds),
      status,
      priority: pinned ? pick(leadPriorities.slice(0, 6)).value : priorityOfStatus[status],
      priorityPinned: pinned,
      tries: 0,
      source: pick(leadSources).value,
      treatmentInterest: random() < 0.2 ? null : pick(treatments).value,
      followUpDate: random() < 0.3 ? null : dateOf(now + (random() * 90 - 60) * day),
      lastContactedAt: random() < 0.5 ? createdAt : null,
      nextAction: pick(actions),
      campaignName: pick(campaigns),
      adSetName: null,
      adId: null,
      x_insurance: i % 4 === 0 ? null : ['star_health', 'niva_bupa', 'hdfc_ergo'][i % 3],
      x_language: ['tamil', 'english', 'malayalam'][i % 3],
      x_budget: i % 2 === 0 ? (i % 80) * 1_000 : null,
      x_referredBy: i % 5 === 0 ? lastNames[i % lastNames.length] : null,
      x_lastVisit: i % 7 === 0 ? dateOf(now - (i % 300) * day) : null,
      fieldVersions: {},
    };
  }
}
