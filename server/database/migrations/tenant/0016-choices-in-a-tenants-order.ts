import { migration } from '#server/database/migrations/migration.ts';

export const m0016 = migration('0016-choices-in-a-tenants-order', [
  `create index "next_deals_by_stage_expected_close_date" on "deals" using btree ("stage", (coalesce("expected_close_date", 'infinity'::date)), id) where deleted_at is null`,
  `create index "next_deals_of_pipeline" on "deals" using btree ("pipeline", "stage", (coalesce("expected_close_date", 'infinity'::date)), id, "assigned_to") where deleted_at is null`,
  `create index "next_deals_of_company_id" on "deals" using btree ("company_id", "stage", (coalesce("expected_close_date", 'infinity'::date)), id, "assigned_to") where deleted_at is null`,
  `create index "next_deals_of_contact_id" on "deals" using btree ("contact_id", "stage", (coalesce("expected_close_date", 'infinity'::date)), id, "assigned_to") where deleted_at is null`,
  `create index "next_deals_of_assigned_to" on "deals" using btree ("assigned_to", "stage", (coalesce("expected_close_date", 'infinity'::date)), id) where deleted_at is null`,
  `drop index "deals_by_stage_expected_close_date"`,
  `alter index "next_deals_by_stage_expected_close_date" rename to "deals_by_stage_expected_close_date"`,
  `drop index "deals_of_pipeline"`,
  `alter index "next_deals_of_pipeline" rename to "deals_of_pipeline"`,
  `drop index "deals_of_company_id"`,
  `alter index "next_deals_of_company_id" rename to "deals_of_company_id"`,
  `drop index "deals_of_contact_id"`,
  `alter index "next_deals_of_contact_id" rename to "deals_of_contact_id"`,
  `drop index "deals_of_assigned_to"`,
  `alter index "next_deals_of_assigned_to" rename to "deals_of_assigned_to"`,
]);
