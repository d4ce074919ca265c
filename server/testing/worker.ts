import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PodWord } from '#infra/chaos/pod.ts';
import type { Lifetime, World } from './world.ts';

/** A worker in a process of its own, to be killed. */
export const startWorker = async (t: Lifetime, { config }: World): Promise<ChildProcess> => {
  const child = fork(join(import.meta.dirname, '../../infra/chaos/pod.ts'), [], {
    env: {
      ...process.env,
      DATABASE_URL: config.databaseUrl,
      DATABASE_NAME: config.databaseName,
      DATA_DIR: config.dataDir,
      JWT_SECRET: config.jwtSecret,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: config.logLevel,
      ROLES: 'worker',
      ...(config.mail?.kind === 'smtp'
        ? { SMTP_URL: config.mail.url, MAIL_FROM: config.mail.from, PUBLIC_URL: config.publicUrl ?? '' }
        : {}),
    },
  });
  t.after(() => child.kill('SIGKILL'));
  const [{ ready }] = (await once(child, 'message')) as [PodWord];
  assert.ok(ready > 0);
  return child;
};
