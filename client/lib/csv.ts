/** A CSV file as people have them: read here only to show it before it is sent, and to give back its broken rows. */
export type Sheet = { readonly delimiter: string; readonly rows: readonly (readonly string[])[] };

/** The text of a file, whatever a spreadsheet saved it as. */
export const textOf = async (file: Blob): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  if (encoding) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // Excel's plain "CSV" on Windows. Every byte is some letter there, so it cannot fail.
    console.info('The file is not UTF-8; it is read as Windows-1252.', error);
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

const delimiters = [',', ';', '\t', '|'];

const commonest = (line: string): string => {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, times: bare.split(delimiter).length }));
  return counted.reduce((best, one) => (one.times > best.times ? one : best)).delimiter;
};

/** Splits a text into rows and cells. Numbered from 1, a row is where a spreadsheet shows it. */
export const parseCsv = (input: string, most = Number.POSITIVE_INFINITY): Sheet => {
  const marked = input.startsWith('\ufeff') ? input.slice(1) : input;
  const [, announced] = /^sep=(.)\r?\n/i.exec(marked) ?? [];
  const text = announced ? marked.slice(marked.indexOf('\n') + 1) : marked;
  const delimiter = announced ?? commonest(text.slice(0, Math.max(text.indexOf('\n'), 0) || undefined));
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[at++];
      else quoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (letter === delimiter) endCell();
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else cell += letter;
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) endRow();
  return { delimiter, rows };
};

const quote = (cell: string): string => (/[",;\t|\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const formatCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(quote).join(',')).join('\r\n') + '\r\n';

/** Downloads a file that was made here. */
export const download = (name: string, csv: string): void => {
  // Without the mark a spreadsheet reads UTF-8 as Latin, and garbles Tamil names.
  const url = URL.createObjectURL(new Blob([`\ufeff${csv}`], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
