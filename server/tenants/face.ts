import type { Catalog } from '#shared/catalog.ts';
import type { Database } from '#server/database/connection.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { saveFace } from './registry.ts';
import type { TenantInfo } from './tenant.ts';

/** What a tenant is called, its colour and logo, its time zone and its currency. */
type Face = {
  /** As its settings say; as it was registered where it has none. */
  readonly of: (registered: TenantInfo, catalog: Catalog) => TenantInfo;
};

const parts = ['name', 'accent', 'timeZone', 'currency'] as const;

/**
 * The settings decide. The registry has a copy, for what is asked before a tenant's database is open; it follows here,
 * and a copy that could not be written is written with the next change or by the next process.
 */
export const createFace = (platform: Database, log: Log): Face => {
  let last: { readonly registered: TenantInfo; readonly settings: unknown; readonly shown: TenantInfo } | null = null;
  /** What was written last: what was registered when the tenant was opened is older. */
  let copied: TenantInfo | null = null;
  // One after the other: of two quick changes the later one has to stay.
  let saving = Promise.resolve();

  const copy = (shown: TenantInfo): void => {
    copied = shown;
    saving = saving
      .then(() => saveFace(platform, shown))
      .catch((error: unknown) => {
        if (copied === shown) copied = null;
        if (isConnectionError(error)) log.warn({ tenant: shown.slug }, 'registry not written');
        else reportDefect(log, error, 'tenant registry');
      });
  };

  return {
    of: (registered, { settings }) => {
      if (last?.registered === registered && last.settings === settings) return last.shown;
      const shown = settings
        ? {
            ...registered,
            name: String(settings['name']),
            accent: String(settings['accent']),
            timeZone: String(settings['timeZone']),
            currency: String(settings['currency']),
            logo: typeof settings['logo'] === 'string' ? settings['logo'] : null,
          }
        : registered;
      const before = copied ?? registered;
      if (last?.settings !== settings && parts.some((part) => shown[part] !== before[part])) copy(shown);
      last = { registered, settings, shown };
      return shown;
    },
  };
};
