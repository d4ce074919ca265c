import type { OtherNames } from '#shared/csv/other-names.ts';

/**
 * What other products write over the columns of what they export, and for its choices: an import knows them then. By
 * collection and field; beside the definitions and not in them, for a browser needs none of it.
 */
export const importedColumns: { readonly [collection: string]: { readonly [field: string]: OtherNames } } = {
  companies: {
    name: { alsoCalled: ['company', 'organization', 'account'] },
    website: { alsoCalled: ['website url', 'web page', 'company domain name', 'domain'] },
    accountOwner: { alsoCalled: ['owner', 'company owner', 'assigned to'] },
    billingStreet: { alsoCalled: ['address', 'street address', 'billing street'] },
    billingCity: { alsoCalled: ['billing city'] },
    billingState: { alsoCalled: ['state/region', 'region', 'billing state'] },
    billingCountry: { alsoCalled: ['country/region', 'billing country'] },
    billingPostalCode: { alsoCalled: ['zip', 'zip code', 'pin code', 'postcode', 'billing code', 'billing zip'] },
    numberOfEmployees: { alsoCalled: ['number of employees', 'no. of employees', 'employee count'] },
    taxId: { alsoCalled: ['GSTIN', 'GST number', 'VAT number'] },
    tags: { alsoCalled: ['tag', 'label', 'labels'] },
    notes: { alsoCalled: ['note', 'description', 'comments', 'remarks'] },
  },
  contacts: {
    firstName: { alsoCalled: ['given name', 'forename'] },
    lastName: { alsoCalled: ['family name', 'surname'] },
    mobile: { alsoCalled: ['mobile phone', 'mobile phone number', 'cell', 'cell phone', 'phone mobile'] },
    companyId: {
      alsoCalled: [
        'organization',
        'organization name',
        'organization 1 name',
        'account name',
        'associated company',
        'employer',
      ],
    },
    jobTitle: { alsoCalled: ['title', 'position', 'designation', 'organization title', 'organization 1 title'] },
    department: { alsoCalled: ['organization department'] },
    type: { alsoCalled: ['lifecycle stage'] },
    source: { alsoCalled: ['lead source', 'original source', 'original traffic source'] },
    assignedTo: { alsoCalled: ['owner', 'contact owner', 'record owner'] },
    lastContactedDate: { alsoCalled: ['last contact', 'last activity', 'last activity date', 'last activity time'] },
    tags: { alsoCalled: ['tag', 'label', 'labels', 'categories', 'group membership', 'groups'] },
    street: {
      alsoCalled: ['address', 'street address', 'address 1 street', 'mailing street', 'business street', 'home street'],
    },
    city: { alsoCalled: ['address 1 city', 'mailing city', 'business city', 'home city'] },
    state: {
      alsoCalled: ['state/region', 'region', 'address 1 region', 'mailing state', 'business state', 'home state'],
    },
    country: {
      alsoCalled: [
        'country/region',
        'address 1 country',
        'mailing country',
        'business country/region',
        'home country/region',
      ],
    },
    postalCode: {
      alsoCalled: [
        'zip',
        'zip code',
        'pin code',
        'postcode',
        'address 1 postal code',
        'mailing zip',
        'business postal code',
        'home postal code',
      ],
    },
    website: { alsoCalled: ['website url', 'web page', 'website 1 value'] },
    notes: { alsoCalled: ['note', 'description', 'comments', 'remarks'] },
  },
  deals: {
    companyId: { alsoCalled: ['organization', 'account name', 'associated company'] },
    contactId: { alsoCalled: ['contact person', 'person', 'associated contact'] },
    amount: { alsoCalled: ['value', 'deal value'] },
    expectedCloseDate: { alsoCalled: ['expected close date', 'close date', 'closing date'] },
    actualCloseDate: { alsoCalled: ['won time', 'deal closed on'] },
    assignedTo: { alsoCalled: ['assigned to'] },
  },
  leads: {
    name: { alsoCalled: ['name of patient', 'name of the patient', 'patient', 'your name'] },
    clinicId: { alsoCalled: ['branch', 'centre', 'center', 'location'] },
    status: {
      alsoWritten: {
        created: 'new',
        intake: 'new',
        attempting: 'attempting',
        'do not call': 'dnc',
        'do not contact': 'dnc',
        'do not disturb': 'dnc',
        dnd: 'dnc',
        'do not respond': 'dnr',
        'did not respond': 'dnr',
        'no response': 'dnr',
      },
    },
    source: {
      alsoCalled: ['platform', 'original source', 'channel', 'utm source'],
      alsoWritten: { fb: 'meta_ads', ig: 'meta_ads', an: 'meta_ads', msg: 'meta_ads' },
    },
    treatmentInterest: {
      alsoCalled: ['interested in', 'service', 'treatment required', 'treatment needed', 'treatment type'],
    },
    followUpDate: { alsoCalled: ['follow up', 'next follow up', 'next call', 'call back on'] },
    lastContactedAt: {
      alsoCalled: [
        'last contact',
        'last call',
        'last called',
        'last activity',
        'last activity date',
        'last activity time',
      ],
    },
    campaignName: { alsoCalled: ['utm campaign', 'google ads campaign'] },
    adSetName: { alsoCalled: ['adset', 'ad group', 'ad group name'] },
    adId: { alsoCalled: ['creative id'] },
  },
  tasks: {
    dueDate: { alsoCalled: ['due on'] },
  },
};
