import type { Actor } from '#shared/actor.ts';
import type { Person } from '#shared/people.ts';
import type { HeldTailoring, Profile } from '#shared/protocol.ts';
import type { Principal } from '#server/tenants/tenant.ts';
import type { Audience, ChangeForm } from './fan-out.ts';
import type { LiveTenant } from './live-tenant.ts';
import type { Allowance } from './people-allowances.ts';

/** What a pod remembers of a socket. Access is what the log last said, not what the token claimed. */
export type SocketData = {
  live: LiveTenant;
  principal: Principal;
  person: Person;
  actor: Actor;
  profile: Profile;
  /** The tailoring that its client held when it connected. */
  held: HeldTailoring | null;
  /** How its client asked to be sent changes. */
  form: ChangeForm;
  /** The part of the tailoring that the last welcome was about. */
  sight: string;
  sessionId: string;
  /** How often access had changed in the tenant when this person's was read. */
  admittedAt: number;
  expiresAt: string;
  audience: Audience;
  expiry: NodeJS.Timeout | null;
  /** What its person may still send, over all of their sockets. */
  allowance: Allowance;
};
