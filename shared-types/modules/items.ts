import { everything, everywhere } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { currencies } from '#shared/currencies.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice, multiChoice } from '#shared/fields/choice.ts';
import { money, number } from '#shared/fields/number.ts';
import { longText, text } from '#shared/fields/text.ts';
import { invalid } from '#shared/refusal.ts';

/** A product or a service that is sold, with its price. */
export const items = collection({
  name: 'items',
  label: { one: 'Item', many: 'Items' },
  suites: ['general'],
  icon: 'package',
  fields: {
    name: text({ label: 'Name', required: true, max: 160, search: true }),
    sku: text({ label: 'SKU', max: 60, search: true }),
    type: choice({
      label: 'Type',
      required: true,
      default: 'product',
      choices: [
        { value: 'product', label: 'Product', tone: 'blue' },
        { value: 'service', label: 'Service', tone: 'violet' },
      ],
    }),
    category: text({ label: 'Category', max: 80, search: true }),
    unitPrice: money({ label: 'Unit price', required: true, min: 0, currencyField: 'currency' }),
    costPrice: money({ label: 'Cost', min: 0, currencyField: 'currency' }),
    currency: choice({
      label: 'Currency',
      help: 'Left empty, it is the currency of the workspace.',
      choices: currencies,
    }),
    taxRate: number({ label: 'Tax %', required: true, default: 18, min: 0, max: 100 }),
    trackInventory: boolean({ label: 'Stock is counted', required: true, default: false }),
    stockQuantity: number({ label: 'In stock', integer: true }),
    lowStockThreshold: number({ label: 'Low below', integer: true, min: 0 }),
    billingType: choice({
      label: 'Billed',
      choices: [
        { value: 'hourly', label: 'By the hour' },
        { value: 'fixed', label: 'At a fixed price' },
        { value: 'recurring', label: 'Every period' },
      ],
    }),
    defaultDuration: number({ label: 'Usual hours', min: 0 }),
    isActive: boolean({ label: 'Active', required: true, default: true }),
    tags: multiChoice({ label: 'Tags', search: true }),
    description: longText({ label: 'Description' }),
  },
  active: 'isActive',
  title: ['name'],
  scopes: [],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { view: everywhere, create: everywhere, update: everywhere, export: everywhere },
    user: { view: everywhere },
    viewer: { view: everywhere },
  },
  unique: [['sku']],
  sorts: [
    { label: 'Name', by: ['name'] },
    { label: 'Price', by: ['unitPrice'], descending: true },
    { label: 'In stock', by: ['stockQuantity'] },
  ],
  filters: ['type', 'isActive', 'trackInventory'],
  list: ['name', 'sku', 'type', 'category', 'unitPrice', 'taxRate', 'stockQuantity'],
  form: [
    { title: 'Item', fields: ['name', 'sku', 'type', 'category', 'isActive', 'tags', 'description'] },
    { title: 'Price', fields: ['unitPrice', 'costPrice', 'currency', 'taxRate'] },
    { title: 'Stock', fields: ['trackInventory', 'stockQuantity', 'lowStockThreshold'] },
    { title: 'Service', fields: ['billingType', 'defaultDuration'] },
  ],
  check: (next) => {
    if (next.trackInventory && next.stockQuantity === null)
      throw invalid('stockQuantity', 'Stock is counted for this item: say how many there are.');
  },
});
