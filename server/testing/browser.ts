import { parseSetCookie } from 'cookie';

/** What a browser does with cookies, for tests: keeps them by path, sends those that fit, forgets those that ran out. */
export type TestBrowser = {
  readonly ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<TestAnswer>;
  /** The same, repeating the csrf cookie as our pages do. */
  readonly askAsPage: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<TestAnswer>;
  readonly cookie: (name: string, path: string) => string | undefined;
  readonly setCookie: (name: string, path: string, value: string) => void;
};

export type TestAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly code: string | null;
  readonly body: {
    readonly success: boolean;
    readonly data: { readonly [name: string]: unknown } | null;
    readonly error?: {
      readonly code: string;
      readonly message: string;
      readonly details?: { readonly [name: string]: unknown };
    };
  };
};

export const testBrowser = (url: string): TestBrowser => {
  const jar = new Map<string, { name: string; path: string; value: string }>();
  const fitting = (path: string): { name: string; value: string }[] =>
    [...jar.values()].filter((cookie) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')));
  const ask: TestBrowser['ask'] = async (method, path, body, headers = {}) => {
    const cookie = fitting(path)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const { name, value = '', path: cookiePath = '/', maxAge } = parseSetCookie(line);
      if (maxAge === 0) jar.delete(`${cookiePath} ${name}`);
      else jar.set(`${cookiePath} ${name}`, { name, path: cookiePath, value });
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const answer = (isJson ? JSON.parse(text) : { success: response.ok, data: null }) as TestAnswer['body'];
    return { status: response.status, headers: response.headers, code: answer.error?.code ?? null, body: answer };
  };
  // Names end in a few characters of the installation.
  const isNamed = (held: string, name: string): boolean =>
    new RegExp(`^(__Secure-)?${name}(-[0-9a-f]{6})?$`).test(held);
  const cookie: TestBrowser['cookie'] = (name, path) => {
    const held = fitting(path).filter((one) => isNamed(one.name, name));
    return (held.find((one) => one.name !== name) ?? held[0])?.value;
  };
  return {
    ask,
    cookie,
    askAsPage: (method, path, body, headers) =>
      ask(method, path, body, { 'x-csrf-token': cookie('csrf', path) ?? '', ...headers }),
    setCookie: (name, path, value) => {
      const held = [...jar.values()].find((one) => one.path === path && isNamed(one.name, name))?.name ?? name;
      jar.set(`${path} ${held}`, { name: held, path, value });
    },
  };
};
