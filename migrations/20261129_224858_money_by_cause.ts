import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "payment_failures" (
  	"payment_id" uuid NOT NULL,
  	"attempt" text NOT NULL,
  	"code" text,
  	"decline_code" text,
  	"message" text,
  	"at" timestamp (3) with time zone NOT NULL,
  	CONSTRAINT "payment_failures_payment_id_attempt_pk" PRIMARY KEY("payment_id","attempt")
  );
  
  CREATE TABLE "intent_cancellations" (
  	"intent_id" text PRIMARY KEY NOT NULL,
  	"payment_id" uuid NOT NULL,
  	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "refunds" ADD COLUMN "request_key" text;
  ALTER TABLE "refunds" ADD CONSTRAINT "refunds_request_key_key" UNIQUE("request_key");

  ALTER TABLE "disputes" ADD COLUMN "status_at" timestamp (3) with time zone;
  ALTER TABLE "disputes" ADD COLUMN "holds_money" boolean;
  ALTER TABLE "disputes" ADD COLUMN "lost" boolean;
  UPDATE disputes SET status_at = coalesce(closed_at, opened_at), lost = status = 'lost',
    holds_money = closed_at IS NULL AND status NOT IN ('warning_needs_response', 'warning_under_review', 'prevented'),
    closed_at = CASE WHEN status = 'prevented' THEN coalesce(closed_at, now()) ELSE closed_at END;
  ALTER TABLE "disputes" ALTER COLUMN "status_at" SET NOT NULL;
  ALTER TABLE "disputes" ALTER COLUMN "holds_money" SET NOT NULL;
  ALTER TABLE "disputes" ALTER COLUMN "lost" SET NOT NULL;

  -- Payments whose dispute holds no money back are what they were.
  UPDATE payments SET updated_at = now(), status = (CASE
      WHEN refunded_amount = 0 THEN 'SUCCEEDED' WHEN refunded_amount = amount THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED'
    END)::enum_payments_status
  WHERE status = 'DISPUTED' AND NOT EXISTS (SELECT FROM disputes WHERE payment_id = payments.id AND holds_money);

  -- Decline codes are for staff alone: what the payer may read is that the card was declined.
  UPDATE payments SET failure_code = 'card_declined'
  WHERE failure_code IN ('generic_decline', 'insufficient_funds', 'lost_card', 'stolen_card', 'fraudulent', 'do_not_honor',
    'do_not_try_again', 'call_issuer', 'pickup_card', 'restricted_card', 'security_violation', 'transaction_not_allowed',
    'merchant_blacklist', 'no_action_taken', 'not_permitted', 'issuer_not_available', 'try_again_later',
    'card_velocity_exceeded', 'withdrawal_count_limit_exceeded', 'revocation_of_all_authorizations',
    'revocation_of_authorization', 'stop_payment_order', 'service_not_allowed', 'reenter_transaction', 'invalid_account',
    'invalid_amount', 'new_account_information_available', 'approve_with_id', 'currency_not_supported',
    'duplicate_transaction', 'pin_try_exceeded', 'invalid_pin', 'offline_pin_required', 'online_or_offline_pin_required',
    'testmode_decline', 'card_not_supported');

  ALTER TABLE payment_failures
    ADD CONSTRAINT payment_failures_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);
  ALTER TABLE intent_cancellations
    ADD CONSTRAINT intent_cancellations_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (id);`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP TABLE "payment_failures" CASCADE;
  DROP TABLE "intent_cancellations" CASCADE;
  ALTER TABLE "refunds" DROP CONSTRAINT "refunds_request_key_key";
  ALTER TABLE "refunds" DROP COLUMN "request_key";
  ALTER TABLE "disputes" DROP COLUMN "status_at";
  ALTER TABLE "disputes" DROP COLUMN "holds_money";
  ALTER TABLE "disputes" DROP COLUMN "lost";`);
}
