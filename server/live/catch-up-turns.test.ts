import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';
import { createCatchUpTurns } from './catch-up-turns.ts';

test('who waits for the same page as someone with too many questions is not refused for those', async (t) => {
  const { smiles, ana, ben } = await world(t, { env: { ROLES: 'web' } });
  const { reserve } = createCatchUpTurns(smiles);
  const over = Promise.withResolvers<void>();
  const questions = Array.from({ length: 24 }, () => smiles.reserve([ana.id]).run(() => over.promise));
  const page = reserve([ana.id]);
  page.join(ben.id);
  const read = page.run(async ({ info }) => Promise.resolve(info.slug));
  assert.equal(await read, smiles.info.slug);
  over.resolve();
  await Promise.all(questions);
});
