import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

// Separate from the migration that adds the column, so that the table is not locked while its rows are updated.
export async function up({ db }: MigrateUpArgs): Promise<void> {
  // E-mails that were composed for erased customers, or told them of a lost dispute or of a refund that was never made, were never sent.
  await db.execute(sql`
    UPDATE event_receipts SET skipped = true FROM domain_events AS event
    WHERE event_id = event.id AND done_at IS NOT NULL AND given_up_at IS NULL
      AND subscriber IN ('payment-receipt', 'payment-failed', 'payment-refunded', 'payment-refund-failed')
      AND (payload->>'userId' IS NULL OR EXISTS (SELECT FROM disputes WHERE id = payload->>'refundId')
        OR (subscriber = 'payment-refund-failed' AND EXISTS (SELECT FROM refunds WHERE id::text = payload->>'refundId')))`);
}

// Nothing to undo: the column is dropped by the migration that added it.
export async function down(_: MigrateDownArgs): Promise<void> {}
