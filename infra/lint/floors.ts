// Each side of the house, from the ground up. A folder imports from the floors below its own and from nothing beside
// or above it; files at the top of a side stand on the floor that names them.

export const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  server: [
    ['config.ts', 'log.ts', 'fair-slots.ts', 'recently-used.ts', 'fields'],
    ['redis.ts', 'limits.ts', 'database'],
    ['tenants'],
    ['jobs'],
    ['mail'],
    ['changelog', 'records'],
    ['modules'],
    ['commands'],
    ['identity', 'images', 'imports'],
    ['maintenance', 'reactions'],
    ['live', 'http', 'control-plane'],
    ['demo'],
    ['app.ts'],
    ['main.ts'],
  ],
  client: [
    ['lib', 'styles'],
    ['sync', 'components'],
    ['store'],
    ['live'],
    ['fields'],
    ['records'],
    ['modules'],
    ['app'],
    ['main.tsx'],
  ],
};

type Room = { readonly side: string; readonly room: string };

/** The room that a file of the repository is in: a folder, or a file at the top of a side. Tests are in none. */
export const roomOf = (path: string): Room | undefined => {
  const [, side, room] = /(?:^|\/)(server|client)\/([^/]+)(?:\/.*)?$/.exec(path) ?? [];
  if (!side || !room || !floors[side] || /\.test\.tsx?$|-cli\.ts$/.test(path) || ['testing', 'e2e'].includes(room))
    return undefined;
  return { side, room };
};

/** How high a room is; -1 where no floor names it. */
export const floorOf = ({ side, room }: Room): number => floors[side]?.findIndex((rooms) => rooms.includes(room)) ?? -1;
