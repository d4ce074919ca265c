import { cpus } from 'node:os';

/** Microseconds of processor time that everything on this machine has used so far, in whole ticks. */
export const machineCpu = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) * 1_000;
