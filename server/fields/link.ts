import type { Column } from './column.ts';
import { id } from './id.ts';

export const link: Column = { ...id, titles: { suffixes: ['name', 'email', 'slug'] } };

export const links: Column = { type: () => 'uuid[]' };
