import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

/**
 * A step of a schema. Forward only: a later version must run beside the one before it, so a change is expanded first
 * and contracted when no pod needs the old shape.
 */
export const migration = (name: string, statements: readonly string[]): MigrationObject => ({
  name,
  class: class extends Migration {
    override up(): void {
      for (const statement of statements) this.addSql(statement);
    }
  },
});
