import { answersAtOnce, purgeAnswers } from '#server/commands/purge-answers.ts';
import { emptyBin } from '#server/commands/empty-bin.ts';
import { deleteOld } from './delete-old.ts';
import { refreshStaleText } from './search-text.ts';
import { tidyImports } from '#server/imports/tidy.ts';
import { tidyLinks } from '#server/identity/tidy-links.ts';
import { tidyMail } from '#server/mail/tidy.ts';
import { collections } from '#shared/modules/index.ts';
import { job } from '#server/jobs/job.ts';

/** Drops what is kept for a limited time, once a day in every tenant, whether anyone is connected or not. */
export const maintenance = job({
  name: 'maintenance',
  daily: { fromHour: 1, untilHour: 5 },
  pollSeconds: 15,
  run: async ({ tenant, signal }) => {
    for (let purged = answersAtOnce; purged === answersAtOnce; purged = await purgeAnswers(tenant))
      signal.throwIfAborted();
    await tidyImports(tenant.db);
    await tidyMail(tenant.db);
    await tidyLinks(tenant.db);
    for (const definition of collections) await deleteOld(tenant, definition, signal);
    await emptyBin(tenant, signal);
    await refreshStaleText(tenant, signal);
  },
});
