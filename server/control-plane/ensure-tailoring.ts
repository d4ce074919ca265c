import { v7 } from 'uuid';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Patch } from '#shared/collection.ts';
import type { Choice } from '#shared/fields/field.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { Refusal } from '#shared/refusal.ts';
import { isColor, settingsId, tailorableFields } from '#shared/tailoring.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { Principal, Tenant } from '#server/tenants/tenant.ts';

const system: Principal = { kind: 'system', name: 'DentraCRM' };

type Step = { readonly name: string; readonly args: Patch; readonly base?: number };

/**
 * Makes what a tenant's people tailor: its settings, as it was registered, and a set for each field whose choices are
 * theirs, as the product has them. What is there stays; choices that a newer product has are added to the end. Runs when a
 * tenant is opened or its plan gives it more, and may run in several processes at once.
 */
export const ensureTailoring = async (tenant: Tenant): Promise<void> => {
  const steps = [...settingsStep(tenant), ...choiceSteps(tenant.catalog)];
  if (steps.length === 0) return;
  const answers = await enqueueMany(
    tenant,
    system,
    steps.map((step) => ({ mid: v7(), ...step })),
  );
  for (const answer of answers) {
    // Another process made it in the same moment, or someone changed the choices: they are offered the new ones anyway.
    if (answer.ok || answer.error.code === 'DUPLICATE' || answer.error.code === 'CONFLICT') continue;
    throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
  }
};

const settingsStep = ({ info, catalog }: Tenant): Step[] => {
  if (catalog.settings) return [];
  const { name, accent, timeZone, currency } = info;
  return [
    {
      name: 'settings.create',
      args: { id: settingsId, name, timeZone, currency, accent: isColor(accent) ? accent : defaultAccent },
    },
  ];
};

const defaultAccent = '#0f766e';

const choiceSteps = (catalog: Catalog): Step[] => {
  const sets = [...(catalog.tailoring['choiceSets']?.values() ?? [])] as (AnyRecord & {
    readonly field: string;
    readonly choices: readonly Choice[];
  })[];
  return tailorableFields(catalog.collections).flatMap(({ path, definition, name }): Step[] => {
    const product = productCatalog.of(definition).fields[name]?.choices ?? [];
    const set = sets.find(({ field }) => field === path);
    if (!set) return [{ name: 'choiceSets.create', args: { field: path, choices: product } }];
    const held = new Set(set.choices.map(({ value }) => value));
    const fresh = product.filter(({ value }) => !held.has(value));
    if (fresh.length === 0) return [];
    const patch = { choices: [...set.choices, ...fresh] };
    return [{ name: 'choiceSets.update', args: { id: set.id, patch }, base: set.version }];
  });
};
