import { randomUUID } from 'node:crypto';
import type { LogRow } from '#server/records/log-row.ts';
import type { LiveServer } from './fan-out.ts';

/** What pods tell each other through Redis. Lost words cost time, never a change: the log has them all. */
export type PodEvents = {
  committed: (slug: string, rows: readonly LogRow[]) => void;
  viewing: (slug: string, pod: string, items: readonly ViewedRecord[]) => void;
};

export type ViewedRecord = {
  readonly collection: string;
  readonly id: string;
  readonly scopes: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
};

/** This pod's voice to the others; a pod without Redis is alone and says nothing. */
export type Pods = {
  readonly committed: (slug: string, rows: readonly LogRow[]) => void;
  readonly viewing: (slug: string, items: readonly ViewedRecord[]) => void;
};

export const createPods = (io: LiveServer, linked: boolean): Pods => {
  const self = randomUUID();
  return {
    committed: (slug, rows) => {
      if (linked && rows.length > 0) io.serverSideEmit('committed', slug, rows);
    },
    viewing: (slug, items) => {
      if (linked && items.length > 0) io.serverSideEmit('viewing', slug, self, items);
    },
  };
};
