import { randomUUID } from 'node:crypto';
import type { LogRow } from '#server/database/log-row.ts';
import type { LiveServer } from './fan-out.ts';

/** What pods tell each other through Redis. Lost words cost time, never a change: the log has them all. */
export type BusEvents = {
  committed: (tenantId: string, rows: readonly LogRow[]) => void;
  viewing: (tenantId: string, pod: string, items: readonly ViewedRecord[]) => void;
};

export type ViewedRecord = {
  readonly collection: string;
  readonly id: string;
  readonly scopes: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
};

/** This pod's voice to the others; a pod without Redis is alone and says nothing. */
export type ClusterBus = {
  readonly committed: (tenantId: string, rows: readonly LogRow[]) => void;
  readonly viewing: (tenantId: string, items: readonly ViewedRecord[]) => void;
};

export const createClusterBus = (io: LiveServer, linked: boolean): ClusterBus => {
  const self = randomUUID();
  return {
    committed: (tenantId, rows) => {
      if (linked && rows.length > 0) io.serverSideEmit('committed', tenantId, rows);
    },
    viewing: (tenantId, items) => {
      if (linked && items.length > 0) io.serverSideEmit('viewing', tenantId, self, items);
    },
  };
};
