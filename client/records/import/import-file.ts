import { createSignal, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Inspected } from '#shared/csv/imports.ts';
import type { Refusal } from '#shared/refusal.ts';
import { pathOf } from '#shared/rest-path.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

export type ImportFile = {
  readonly name: Accessor<string | null>;
  readonly contents: Accessor<Inspected | null>;
  readonly busy: Accessor<boolean>;
  readonly error: Accessor<Refusal | null>;
  readonly send: (file: File) => void;
  /** Another sheet of it, or another row that names the columns. */
  readonly choose: (where: { readonly sheet: number; readonly headerRow?: number }) => void;
  readonly reset: () => void;
};

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A file of a person's, sent once and kept by the server until it is imported. */
export const createImportFile = (tenant: string, definition: Accessor<Collection>): ImportFile => {
  const [name, setName] = createSignal<string | null>(null);
  const [contents, setContents] = createSignal<Inspected | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<Refusal | null>(null);
  let round = 0;
  const path = (): string => `${tenantApi(tenant)}/import-files${pathOf(definition())}`;
  const take = async (asking: Promise<Inspected>): Promise<void> => {
    const mine = ++round;
    setBusy(true);
    setError(null);
    try {
      const found = await asking;
      if (mine === round) setContents(found);
    } catch (thrown) {
      if (mine === round) setError(refusalOf(thrown));
    } finally {
      if (mine === round) setBusy(false);
    }
  };
  return {
    name,
    contents,
    busy,
    error,
    send: (file) => {
      setName(file.name);
      setContents(null);
      const contentType = /\.xls[xm]$/i.test(file.name) ? workbook : 'text/csv';
      void take(ask<Inspected>(path(), { method: 'POST', file, contentType, fileName: file.name }));
    },
    choose: ({ sheet, headerRow }) => {
      const id = contents()?.id;
      const row = headerRow === undefined ? '' : `&headerRow=${headerRow}`;
      if (id) void take(ask<Inspected>(`${path()}/${id}?sheet=${sheet}${row}`));
    },
    reset: () => {
      round += 1;
      setName(null);
      setContents(null);
      setBusy(false);
      setError(null);
    },
  };
};
