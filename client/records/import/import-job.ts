import { createSignal, onCleanup, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { ImportJobView, ImportRow } from '#shared/csv/imports.ts';
import type { Refusal, RefusalCode } from '#shared/refusal.ts';
import { pathOf } from '#shared/rest-path.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

/** An import as it is followed. */
export type FollowedImport = Omit<ImportJobView, 'report'> & {
  /** What there is to look at: the rows that went well are only counted. */
  readonly remarks: readonly ImportRow[];
};

export type ImportJob = {
  readonly state: Accessor<FollowedImport | null>;
  readonly error: Accessor<Refusal | null>;
  readonly going: Accessor<boolean>;
  /** `query` says which file, and how it is to be read. */
  readonly start: (query: string, dryRun: boolean) => void;
  readonly stop: () => void;
  /** Takes back what an import has written; from then on it is that which is followed. */
  readonly undo: (id: string) => void;
  readonly reset: () => void;
};

const passing: readonly RefusalCode[] = ['UNAVAILABLE', 'RATE_LIMITED'];

const isGoing = ({ state }: Pick<ImportJobView, 'state'>): boolean => state === 'running' || state === 'stopping';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One import of this collection, followed until it ends. It goes on at the server when this page closes. */
export const createImportJob = (tenant: string, definition: Accessor<Collection>): ImportJob => {
  const [state, setState] = createSignal<FollowedImport | null>(null);
  const [error, setError] = createSignal<Refusal | null>(null);
  const [going, setGoing] = createSignal(false);
  // A later start or a reset makes whatever an earlier one still learns meaningless.
  let round = 0;
  onCleanup(() => round++);
  const api = tenantApi(tenant);
  const pathTo = (id: string): string => `${api}/imports${pathOf(definition())}/${id}`;

  const follow = async (id: string, mine: number): Promise<void> => {
    let known = 0;
    let remarks: readonly ImportRow[] = [];
    for (let failed = 0; mine === round;) {
      try {
        const { report, ...next } = await ask<ImportJobView>(`${pathTo(id)}?after=${known}`);
        failed = 0;
        if (mine !== round) return;
        known += report.length;
        remarks = [...remarks, ...report.filter((row) => row.message !== null)];
        // Its numbers and its remarks are shown together, or "finished" would stand over half a report.
        if (report.length > 0 && known < next.rows) continue;
        setState({ ...next, remarks });
        if (!isGoing(next)) return;
      } catch (thrown) {
        const refusal = refusalOf(thrown);
        failed += 1;
        // The import does not need us; only after half a minute of silence is there something to say.
        if (!passing.includes(refusal.code) || failed > 40) throw refusal;
        await pause((refusal.details?.retryAfter ?? 0) * 1000);
      }
      await pause(600);
    }
  };
  const run = async (work: (mine: number) => Promise<void>): Promise<void> => {
    const mine = ++round;
    setGoing(true);
    setError(null);
    try {
      await work(mine);
    } catch (thrown) {
      if (mine === round) setError(refusalOf(thrown));
    } finally {
      if (mine === round) setGoing(false);
    }
  };
  return {
    state,
    error,
    going,
    start: (query, dryRun) => {
      setState(null);
      void run(async (mine) => {
        const { id } = await ask<{ id: string }>(
          `${api}${pathOf(definition())}/import?${query}${dryRun ? '&dryRun=true' : ''}`,
          {
            method: 'POST',
          },
        );
        await follow(id, mine);
      });
    },
    stop: () => {
      const id = state()?.id;
      if (!id) return;
      void run(async (mine) => {
        await ask(pathTo(id), { method: 'DELETE' });
        await follow(id, mine);
      });
    },
    undo: (id) => {
      setState(null);
      void run(async (mine) => {
        const undo = await ask<{ id: string }>(`${pathTo(id)}/undo`, { method: 'POST' });
        await follow(undo.id, mine);
      });
    },
    reset: () => {
      round += 1;
      setState(null);
      setError(null);
      setGoing(false);
    },
  };
};
