import type { Principal } from '#server/tenants/tenant.ts';

/** Whose a stored answer is. */
export const principalId = (who: Principal): string => (who.kind === 'system' ? `system:${who.name}` : who.id);
