import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ending } from '#infra/chaos/services.ts';
import { testFolder } from '#infra/local/leftovers.ts';
import { freePort } from '#infra/local/processes.ts';

type Nginx = {
  readonly url: string;
  /** What it wrote of requests and of trouble. */
  readonly said: () => string;
};

type Options = {
  readonly command: string;
  /** Where the name of the pods is asked for. */
  readonly dnsPort: number;
  readonly podPort: number;
};

/**
 * nginx with the configuration of this folder. Only where it listens, whom it asks for addresses and the port of the pods are
 * others than in a container.
 */
export const startNginx = async (ending: Ending, { command, dnsPort, podPort }: Options): Promise<Nginx> => {
  const folder = testFolder();
  ending.after(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
  const [settings, log] = [join(folder, 'settings'), join(folder, 'said.log')];
  cpSync(import.meta.dirname, settings, { recursive: true });
  const port = await freePort();
  replace(join(settings, 'plain.conf'), 'listen 8080;', `listen 127.0.0.1:${port};`);
  replace(join(settings, 'product.conf'), 'resolver 127.0.0.11 ', `resolver 127.0.0.1:${dnsPort} `);
  replace(join(settings, 'product.conf'), 'app:3000', `app:${podPort}`);
  const state = join(folder, 'state');
  // Its workers are of another user where it is started by root.
  mkdirSync(state, { mode: 0o711 });
  const output = openSync(log, 'a');
  const args = ['-p', `${state}/`, '-c', join(settings, 'plain.conf'), '-g', 'daemon off;'];
  const child = spawn(command, args, { cwd: '/', stdio: ['ignore', output, output] });
  const exited = once(child, 'exit');
  closeSync(output);
  ending.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  const url = `http://127.0.0.1:${port}`;
  const said = (): string => readFileSync(log, 'utf8');
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`nginx ended instead of answering: ${said()}`);
    await pause(20);
  }
  return { url, said };
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/metrics`).then(
    () => true,
    () => false, // not listening yet
  );

const replace = (file: string, what: string, by: string): void => {
  const parts = readFileSync(file, 'utf8').split(what);
  if (parts.length !== 2) throw new Error(`${file} has "${what}" ${parts.length - 1} times.`);
  writeFileSync(file, parts.join(by));
};

type Names = {
  readonly port: number;
  /** Under which addresses the pods are found from now on. */
  readonly point: (addresses: readonly string[]) => void;
};

/** A name server as a container's: it gives one and the same answer to every question. */
export const startNames = async (ending: Ending): Promise<Names> => {
  let pods: readonly string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => socket.send(answerTo(question, pods), port, address));
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  ending.after(() => new Promise((resolve) => void socket.close(() => resolve())));
  return { port: socket.address().port, point: (addresses) => void (pods = addresses) };
};

/** The question again, and an address record of a second's life for each. */
const answerTo = (question: Buffer, addresses: readonly string[]): Buffer => {
  const asked = question.subarray(0, question.indexOf(0, 12) + 5);
  const header = Buffer.from(asked);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, ...records]);
};
