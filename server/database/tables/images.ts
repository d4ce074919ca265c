import { defineEntity, p } from '@mikro-orm/postgresql';

/** A picture that a tenant uploaded: its logo. Its name follows from what is in it, so that it never changes. */
export const StoredImage = defineEntity({
  name: 'StoredImage',
  tableName: 'images',
  properties: {
    name: p.text().primary(),
    type: p.text(),
    bytes: p.blob(),
    createdAt: p.datetime(3),
  },
});
