import type { Role } from '#shared/actor.ts';

/** Known to everyone who reads this: it opens nothing but the demonstration, which is seeded where DEMO asks for it. */
export const demoPassword = 'smile-please-2026';

export type DemoPerson = {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly clinic?: string;
  readonly teams?: readonly string[];
};

export const platformOwner = { name: 'Siva Ramanathan', email: 'owner@dentracrm.example' };

export const smilesAdmin = { name: 'Dr. Anitha Venkatesan', email: 'admin@avmsmiles.example', role: 'admin' } as const;

/** Where the franchise treats; each has someone at its desk. */
export const smilesClinics = [
  { name: 'Ganapathy', address: '2nd floor, 118 Sathy Road, Ganapathy, Coimbatore 641006' },
  { name: 'Saravanampatti', address: '41 Kalapatti Main Road, Saravanampatti, Coimbatore 641035' },
  { name: 'RS Puram', address: '207 D.B. Road, R.S. Puram, Coimbatore 641002' },
  { name: 'Thudiyalur', address: '9 Mettupalayam Road, Thudiyalur, Coimbatore 641034' },
  { name: 'Vadavalli', address: '66 Marudhamalai Road, Vadavalli, Coimbatore 641041' },
  { name: 'Singanallur', address: '350 Trichy Road, Singanallur, Coimbatore 641005' },
] as const;

export const ganapathyDesk: DemoPerson = {
  name: 'Divya Krishnan',
  email: 'divya@avmsmiles.example',
  role: 'clinic_staff',
  clinic: 'Ganapathy',
};

export const smilesStaff: readonly DemoPerson[] = [
  ganapathyDesk,
  { name: 'Arun Prakash', email: 'arun@avmsmiles.example', role: 'clinic_staff', clinic: 'Saravanampatti' },
  { name: 'Meenakshi Sundaram', email: 'meenakshi@avmsmiles.example', role: 'clinic_staff', clinic: 'RS Puram' },
  { name: 'Suresh Babu', email: 'suresh@avmsmiles.example', role: 'clinic_staff', clinic: 'Thudiyalur' },
  { name: 'Nandhini Rajan', email: 'nandhini@avmsmiles.example', role: 'clinic_staff', clinic: 'Vadavalli' },
  { name: 'Fathima Begum', email: 'fathima@avmsmiles.example', role: 'clinic_staff', clinic: 'Singanallur' },
];

export const litedeskOwner = { name: 'Vikram Shetty', email: 'owner@litedesk.example', role: 'owner' } as const;

/** Who sells where; each team sees the contacts of its part of the country. */
export const litedeskTeams = [
  { name: 'Tamil Nadu', description: 'Coimbatore, Chennai and the towns between.' },
  { name: 'Other states', description: 'Kerala, Karnataka, the north, and customers abroad.' },
] as const;

export const litedeskStaff: readonly DemoPerson[] = [
  { name: 'Dev Malhotra', email: 'dev@litedesk.example', role: 'admin' },
  { name: 'Meera Iyer', email: 'meera@litedesk.example', role: 'manager', teams: ['Tamil Nadu', 'Other states'] },
  { name: 'Anita Desai', email: 'anita@litedesk.example', role: 'user', teams: ['Tamil Nadu'] },
  { name: 'Rahul Menon', email: 'rahul@litedesk.example', role: 'user', teams: ['Other states'] },
  { name: 'Farah Qureshi', email: 'viewer@litedesk.example', role: 'viewer' },
];
