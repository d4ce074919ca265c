/**
 * What money may be in. Each of these has a hundred of its smallest unit: amounts are whole numbers of that unit, and
 * one that has none of it, or a thousand, would be off by a factor.
 */
export const currencies = [
  { value: 'INR', label: 'Indian rupee (INR)' },
  { value: 'USD', label: 'US dollar (USD)' },
  { value: 'EUR', label: 'Euro (EUR)' },
  { value: 'GBP', label: 'Pound sterling (GBP)' },
  { value: 'AED', label: 'UAE dirham (AED)' },
  { value: 'SGD', label: 'Singapore dollar (SGD)' },
  { value: 'AUD', label: 'Australian dollar (AUD)' },
  { value: 'CAD', label: 'Canadian dollar (CAD)' },
  { value: 'MYR', label: 'Malaysian ringgit (MYR)' },
  { value: 'LKR', label: 'Sri Lankan rupee (LKR)' },
] as const;

export const homeCurrency = 'INR';

export const isCurrency = (code: string): boolean => currencies.some(({ value }) => value === code);
