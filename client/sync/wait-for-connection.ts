import { maxOfflineMs } from './connection.ts';
import type { Reads } from './reads.ts';

type Ports = Pick<Reads, 'whenOpen'> & { readonly open: () => boolean };

/**
 * Whether there is a connection, waiting for one as long as a single change would. False when none came in that time,
 * when there will be none, and once `calledOff` resolves.
 */
export const waitForConnection = async ({ open, whenOpen }: Ports, calledOff?: Promise<void>): Promise<boolean> => {
  if (open()) return true;
  const over = Promise.withResolvers<false>();
  const timer = setTimeout(() => over.resolve(false), maxOfflineMs);
  void calledOff?.then(() => over.resolve(false));
  try {
    return await Promise.race([whenOpen(), over.promise]);
  } finally {
    clearTimeout(timer);
  }
};
