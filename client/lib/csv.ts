const quote = (cell: string): string => (/[",;\t|\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const formatCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(quote).join(',')).join('\r\n') + '\r\n';

/** Downloads a file that was made here. */
export const download = (name: string, csv: string): void => {
  // Without the mark a spreadsheet reads UTF-8 as Latin, and garbles Tamil names.
  downloadBlob(name, new Blob([`\ufeff${csv}`], { type: 'text/csv;charset=utf-8' }));
};

/** Gives a file to the browser to keep. */
export const downloadBlob = (name: string, file: Blob): void => {
  const url = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
