import { Refusal, refusalStatus, type RefusalCode, type RefusalDetails } from '#shared/refusal.ts';

/** The REST side of the server, for what is not live: signing in, files, the platform. */
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

type Ask = {
  readonly method?: Method;
  readonly body?: unknown;
  /** Sent as it is, under its type. */
  readonly file?: Blob;
  readonly contentType?: string;
  readonly fileName?: string;
  /** The person for whom this page asks, where it may not ask for another. */
  readonly person?: string;
  readonly signal?: AbortSignal;
};

export const tenantApi = (tenant: string): string => `/${encodeURIComponent(tenant)}/api/v1`;
export const platformApi = '/platform/api/v1';

/**
 * The csrf cookies of this page: `csrf-` and a few characters of its installation. Several installations on one host see
 * each other's, and a page cannot tell which is its own. Ours need no decoding; one that a neighbouring host has planted
 * may not even be decodable.
 */
const csrfTokens = (): string[] =>
  document.cookie.split('; ').flatMap((pair) => /^(?:__Secure-)?csrf(?:-[0-9a-f]+)?=([\w-]+)$/.exec(pair)?.[1] ?? []);

/** Whether a session may be there: a browser without this cookie has none, and need not ask. */
export const mayBeSignedIn = (): boolean => csrfTokens().length > 0;

const headersOf = ({ method = 'GET', body, file, contentType, fileName, person }: Ask): Record<string, string> => {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (file !== undefined && contentType !== undefined) headers['Content-Type'] = contentType;
  if (fileName !== undefined) headers['X-File-Name'] = encodeURIComponent(fileName.toWellFormed());
  if (person !== undefined) headers['X-Person'] = person;
  // The cookie alone does not show that this page asked; repeating a second one does.
  const csrf = method === 'GET' ? [] : csrfTokens();
  if (csrf.length > 0) headers['X-CSRF-Token'] = csrf.slice(0, mostTokens).join(' ');
  return headers;
};

/** More installations than anyone has on one host. */
const mostTokens = 12;

type Envelope = {
  readonly success?: unknown;
  readonly data?: unknown;
  readonly meta?: { readonly total?: unknown; readonly cursor?: unknown };
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: RefusalDetails };
};

const isCode = (code: unknown): code is RefusalCode => typeof code === 'string' && Object.hasOwn(refusalStatus, code);

/** No answer of ours: the line is cut, or something on the way answered in the server's place. */
export class Unreachable extends Refusal {
  constructor(message: string) {
    super('UNAVAILABLE', message);
  }
}

const readEnvelope = async (answer: Response): Promise<Envelope> => {
  try {
    return (await answer.json()) as Envelope;
  } catch (error) {
    // A proxy's own error page: not ours, so not JSON.
    console.warn(`${answer.url} answered ${answer.status} without an envelope`, error);
    throw new Unreachable(`The server did not answer as expected (${answer.status}). Try again in a moment.`);
  }
};

const send = async (path: string, request: Ask): Promise<Response> => {
  try {
    return await fetch(path, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      credentials: 'same-origin',
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.file === undefined ? {} : { body: request.file }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw unreachable();
  }
};

const unreachable = (): Refusal => new Unreachable('The server cannot be reached. Check the connection and try again.');

const refusalIn = ({ error }: Envelope): Refusal =>
  new Refusal(
    isCode(error?.code) ? error.code : 'DEFECT',
    typeof error?.message === 'string' ? error.message : 'Something went wrong.',
    error?.details,
  );

const answerTo = async (path: string, request: Ask): Promise<Envelope> => {
  const answer = await send(path, request);
  const envelope = await readEnvelope(answer);
  if (answer.ok && envelope.success === true) return envelope;
  throw refusalIn(envelope);
};

/** Asks, and returns the answer's data. Throws the server's `Refusal`, or UNAVAILABLE when it cannot be reached. */
export const ask = async <T>(path: string, request: Ask = {}): Promise<T> => (await answerTo(path, request)).data as T;

/** The same for a page of a list: its records, and where the next page begins; null after the last. Throws as `ask` does. */
export const askPage = async <T>(
  path: string,
  request: Ask,
): Promise<{ readonly entries: readonly T[]; readonly cursor: string | null }> => {
  const { data, meta } = await answerTo(path, request);
  return { entries: data as readonly T[], cursor: typeof meta?.cursor === 'string' ? meta.cursor : null };
};

/** How many match, as a list that is asked for by its page says it. Throws as `ask` does. */
export const askTotal = async (path: string): Promise<number> => {
  const envelope = await answerTo(path, {});
  const total = envelope.meta?.total;
  if (typeof total === 'number') return total;
  throw refusalIn(envelope);
};

/** Fetches a file, and the name that the server gives it. The browser keeps it on disk where it is large. Throws as `ask` does. */
export const askFile = async (path: string): Promise<{ readonly name: string; readonly file: Blob }> => {
  const answer = await send(path, {});
  if (!answer.ok) throw refusalIn(await readEnvelope(answer));
  const [, name = 'export.csv'] = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '') ?? [];
  try {
    return { name, file: await answer.blob() };
  } catch (error) {
    console.warn(`${path} ended before its end`, error);
    throw unreachable();
  }
};

/** The refusal to show for anything that was thrown. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  console.error(error);
  return new Refusal('DEFECT', 'Something went wrong on this page.');
};
