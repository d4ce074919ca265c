/** What was offered for a deal: items by their SKU. */
export type Quote = {
  readonly deal: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly description?: string;
    readonly discount?: number;
  }[];
};

export const quotes: readonly Quote[] = [
  {
    deal: '60 seats for merchandising',
    lines: [
      { sku: 'LD-TEAM', quantity: 720, description: '60 users, 12 months', discount: 12.5 },
      { sku: 'SV-SETUP', quantity: 1, description: 'Styles and buyers out of Excel' },
      { sku: 'SV-WORKSHOP', quantity: 2 },
      { sku: 'LD-WA', quantity: 12, description: 'One number, 12 months' },
    ],
  },
  {
    deal: 'Dealer network',
    lines: [
      { sku: 'LD-STARTER', quantity: 1_680, description: '140 dealers, 12 months', discount: 30 },
      { sku: 'LD-PORTAL', quantity: 12, description: '12 months' },
      { sku: 'SV-TALLY', quantity: 1 },
    ],
  },
  {
    deal: 'OPD and pharmacy desk',
    lines: [
      { sku: 'LD-TEAM', quantity: 216, description: '18 users, 12 months' },
      { sku: 'HW-LABEL4', quantity: 3 },
      { sku: 'HW-ROLL', quantity: 60, discount: 5 },
      { sku: 'SV-TRAIN', quantity: 2, description: 'Day shift and night shift' },
    ],
  },
];
