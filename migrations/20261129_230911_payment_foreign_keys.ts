import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  // intent_cancellations.constraints.sql
  await db.execute(sql`
ALTER TABLE intent_cancellations DROP CONSTRAINT IF EXISTS intent_cancellations_payment_fk;
ALTER TABLE intent_cancellations
  ADD CONSTRAINT intent_cancellations_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
`);
  // payment_failures.constraints.sql
  await db.execute(sql`
ALTER TABLE payment_failures DROP CONSTRAINT IF EXISTS payment_failures_payment_fk;
ALTER TABLE payment_failures
  ADD CONSTRAINT payment_failures_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
`);
}

export async function down(_: MigrateDownArgs): Promise<void> {
  // The constraints were there before, under the same names.
}
