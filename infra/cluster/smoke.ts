// `node infra/cluster/smoke.ts https://crm.example.com [VERSION]`: whether what was just brought there answers, through
// every proxy in front of it. It needs nothing but Node: no package, no session, no tenant.

const patienceMs = 60_000;
const betweenMs = 2_000;
const answerMs = 10_000;

const get = async (url: URL): Promise<string> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
  if (!answer.ok) throw new Error(`${url.pathname} answers ${answer.status}`);
  return answer.text();
};

/** Resolves when a socket was opened and the server greeted it: a proxy that does not pass WebSockets shows here. */
const greet = (base: URL): Promise<void> =>
  new Promise((resolve, reject) => {
    const url = new URL('/platform/socket.io/?EIO=4&transport=websocket', base);
    url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    const timer = setTimeout(() => socket.close(), answerMs);
    socket.addEventListener('message', () => {
      resolve();
      socket.close();
    });
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      reject(new Error('No socket can be opened'));
    });
  });

/** Asks everything once. Throws what is wrong, in a sentence. */
export const smoke = async (base: URL, version: string | undefined): Promise<void> => {
  const health = await get(new URL('/health', base));
  if (version !== undefined && !health.includes(version)) throw new Error(`/health is not of version ${version}`);
  await get(new URL('/ready', base));
  if (!(await get(new URL('/platform/', base))).includes('<script')) throw new Error('/platform/ is not the app');
  await greet(base);
};

/** Until all is well: the last of the old pods may still answer for a moment. */
const insist = async (base: URL, version: string | undefined): Promise<void> => {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await smoke(base, version);
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
  }
};

if (import.meta.main) {
  const [address = '', version] = process.argv.slice(2);
  if (!URL.canParse(address)) throw new Error('Usage: node infra/cluster/smoke.ts https://crm.example.com [VERSION]');
  try {
    await insist(new URL(address), version);
    console.log(`${address} answers: health, readiness, the app, sockets.`);
  } catch (error) {
    console.error(`${address}: ${error instanceof Error ? error.message : String(error)}.`);
    process.exitCode = 1;
  }
}
