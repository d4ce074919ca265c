import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What is counted. Labels are templates and codes, never an id, an address or a name. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly durations: Histogram<'method' | 'route'>;
  readonly refusals: Counter<'code'>;
};

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    durations: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the first byte read to the last one handed over.',
      labelNames: ['method', 'route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    refusals: new Counter({
      name: 'http_refusals_total',
      help: 'Requests refused, by code.',
      labelNames: ['code'],
      registers,
    }),
  };
};

/** How many sockets a pod holds: what it is scaled by. */
export const countSockets = (registry: Registry, sockets: () => number): void => {
  // Registered by being made: it looks whenever someone asks for the metrics.
  new Gauge({
    name: 'sockets_open',
    help: 'Sockets connected to this pod.',
    registers: [registry],
    collect() {
      this.set(sockets());
    },
  });
};
