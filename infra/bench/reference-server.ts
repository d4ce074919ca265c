import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { Server } from 'socket.io';
import { answerStarter } from './children.ts';
import { referencePage } from './reference-page.ts';
import { usage } from './usage.ts';

/**
 * What one would write by hand in an afternoon, and what the product is measured against: no live permissions, no
 * idempotency, no sequence, no catch-up. A transaction of two rows (the lead, and what happened to it), a broadcast, an
 * acknowledgement.
 */
type Mutation = {
  readonly mid: string;
  readonly args: {
    readonly id: string;
    readonly patch: { readonly nextAction?: string; readonly status?: string };
    readonly reason?: string;
  };
};

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
};

const secret = required('JWT_SECRET');
const pool = new pg.Pool({ connectionString: required('DATABASE_URL'), max: 10 });
const httpServer = createServer(referencePage(pool, secret));
const io = new Server(httpServer, {
  path: '/bench/socket.io/',
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
});

const columns = { nextAction: 'next_action', status: 'status' } as const;

const save = async ({ mid, args: { id, patch, reason } }: Mutation, by: string): Promise<number> => {
  const field = patch.status === undefined ? 'nextAction' : 'status';
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ version: number }>(
      `UPDATE leads SET ${columns[field]} = $2, version = version + 1, updated_at = now(), updated_by = $3 WHERE id = $1 RETURNING version`,
      [id, patch[field], by],
    );
    await client.query(
      'INSERT INTO lead_events (mid, lead_id, by, at, field, value, reason) VALUES ($1, $2, $3, now(), $4, $5, $6)',
      [mid, id, by, field, patch[field], reason ?? null],
    );
    await client.query('COMMIT');
    const [row] = rows;
    if (!row) throw new Error('no such lead');
    return row.version;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

io.use((socket, next) => {
  try {
    const claims = jwt.verify(String(socket.handshake.auth['token']), secret, { algorithms: ['HS256'] });
    socket.data = { user: String(claims.sub) };
    next();
  } catch {
    next(new Error('sign in first'));
  }
});

io.on('connection', (socket) => {
  void socket.join('leads');
  const { user } = socket.data as { user: string };
  socket.on('mutate', async (mutation: Mutation, ack: (answer: object) => void) => {
    try {
      const version = await save(mutation, user);
      const { mid, args } = mutation;
      io.to('leads').emit('change', {
        mid,
        id: args.id,
        version,
        data: args.patch,
        by: user,
        at: new Date().toISOString(),
      });
      ack({ ok: true, mid, version });
    } catch (error) {
      ack({ ok: false, mid: mutation.mid, error: String(error) });
    }
  });
});

await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));

answerStarter({
  port: () => (httpServer.address() as AddressInfo).port,
  usage,
  stop: async () => {
    await io.close();
    await pool.end();
  },
});
