import { createHash } from 'node:crypto';
import type { Audience, ChangeForm } from './fan-out.ts';

/** The rooms of a tenant in this pod: those who hold the same scopes, and are sent changes in the same form, share one. */
export type Audiences = {
  readonly held: ReadonlyMap<string, Audience>;
  readonly enter: (scopes: readonly string[], form: ChangeForm) => Audience;
  readonly exit: (audience: Audience) => void;
};

/** `name`: what no other tenant's rooms are called, here or in another pod. */
export const createAudiences = (name: string): Audiences => {
  const held = new Map<string, Audience>();
  return {
    held,
    enter: (scopes, form) => {
      const key = `${form}.${createHash('sha256').update(scopes.join('\n')).digest('base64url').slice(0, 16)}`;
      const audience = held.get(key) ?? { room: `${name}/${key}`, scopes: new Set(scopes), form, members: 0, told: [] };
      held.set(key, audience);
      audience.members += 1;
      // The newcomer was told nothing yet.
      audience.told.length = 0;
      return audience;
    },
    exit: (audience) => {
      audience.members -= 1;
      if (audience.members > 0) return;
      for (const [key, one] of held) if (one === audience) held.delete(key);
    },
  };
};
