import type { Catalog } from '#shared/catalog.ts';
import type { Database } from '#server/database/connection.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { saveFace } from './registry.ts';
import type { TenantInfo } from './tenant.ts';

/** What a tenant is called, its colour, its time zone and its currency. */
type Face = {
  /** As its settings say; as it was registered where it has none. */
  readonly of: (registered: TenantInfo, catalog: Catalog) => TenantInfo;
};

/**
 * The settings decide. The registry has a copy, for what is asked before a tenant's database is open; it follows here,
 * and a copy that could not be written is written with the next change or by the next process.
 */
export const createFace = (platform: Database, log: Log): Face => {
  let last: { readonly registered: TenantInfo; readonly settings: unknown; readonly shown: TenantInfo } | null = null;
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
          }
        : registered;
      const isCopied = (['name', 'accent', 'timeZone', 'currency'] as const).every(
        (part) => shown[part] === registered[part],
      );
      if (!isCopied && last?.settings !== settings)
        saveFace(platform, shown).catch((error: unknown) => reportDefect(log, error, 'tenant registry'));
      last = { registered, settings, shown };
      return shown;
    },
  };
};
