import { startApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { answerStarter } from './children.ts';
import { profile } from './profile.ts';
import { usage } from './usage.ts';

/** The product as `npm start` runs it, in a process that can be asked what it uses. */
const app = await startApp(readConfig());

answerStarter({ port: () => app.port, usage, profile, stop: () => app.close() });
