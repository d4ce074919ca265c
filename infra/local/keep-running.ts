import type { Log } from './processes.ts';
import type { Postgres } from './postgres.ts';

/** How often PostgreSQL is looked at, in milliseconds, and how often in a row a start may fail. */
const lookMs = 1_000;
const mostFailures = 5;

/**
 * Starts PostgreSQL again where it ended unexpectedly, with a line. Call the answer before it is stopped on purpose;
 * `onLost` is called where it cannot be started any more.
 */
export const keepRunning = (postgres: Postgres, log: Log, onLost: () => void): (() => Promise<void>) => {
  let failures = 0;
  let restarting: Promise<void> | null = null;
  const restart = async (): Promise<void> => {
    log('PostgreSQL has ended unexpectedly. Starting it again …');
    try {
      await postgres.restart();
      failures = 0;
      log('PostgreSQL is running again. Nothing that was saved is lost.');
    } catch (error) {
      failures += 1;
      log(error instanceof Error ? error.message : String(error));
      if (failures >= mostFailures) {
        clearInterval(looking);
        log('PostgreSQL cannot be started any more, so this ends. The lines above say why.');
        onLost();
      }
    } finally {
      restarting = null;
    }
  };
  const looking = setInterval(() => {
    if (!restarting && !postgres.isRunning()) restarting = restart();
  }, lookMs);
  return async () => {
    clearInterval(looking);
    await restarting;
  };
};
