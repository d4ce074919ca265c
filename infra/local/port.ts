import { createServer } from 'node:net';
import { codeOf } from './processes.ts';

/** Throws, with the way out, where the port cannot be listened on: before anything else is made ready. */
export const requireFreePort = async (port: number, host: string): Promise<void> => {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
  } catch (error) {
    const other = port < 65_535 ? port + 1 : 3000;
    if (codeOf(error) === 'EADDRINUSE')
      throw new Error(
        `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${other} npm start`,
      );
    if (codeOf(error) === 'EACCES')
      throw new Error(`Port ${port} is for the system's own services. Choose a higher one: PORT=3000 npm start`);
    if (codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'ENOTFOUND')
      throw new Error(`HOST=${host} is no address of this machine. Leave it out, or take one of this machine's.`);
    throw error;
  } finally {
    await new Promise<void>((resolve) => void probe.close(() => resolve()));
  }
};
