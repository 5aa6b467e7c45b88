import type Stripe from 'stripe';
import type { Intent } from '../state/state.ts';
import { render } from './layout.tsx';
import { describeIntent, describeStatus, formatAmount, formatTime, toTone } from './wording.ts';

const CHOICES = [
  { label: 'Pay', method: 'pm_card_visa', shown: '4242 4242 4242 4242' },
  { label: 'Pay with 3-D Secure', method: 'pm_card_threeDSecure2Required', shown: '4000 0000 0000 3220' },
  { label: 'Declined', method: 'pm_card_chargeDeclined', shown: '4000 0000 0000 0002' },
  {
    label: 'Declined: insufficient funds',
    method: 'pm_card_chargeDeclinedInsufficientFunds',
    shown: '4000 0000 0000 9995',
  },
  { label: 'Bank debit: processing, then paid', method: 'pm_bacsDebit_success', shown: '00012345' },
  { label: 'Bank debit: processing, then failed', method: 'pm_bacsDebit_debitNotAuthorized', shown: '33333335' },
] as const;

/** The page of a payment: its summary, the ways to pay as long as the payment is open, and its events. */
export function payPage(intent: Intent, events: readonly Stripe.Event[]): string {
  const payable = ['requires_payment_method', 'requires_confirmation'].includes(intent.status);
  return render({
    title: formatAmount(intent),
    refresh: intent.status === 'processing' || events.some(({ pending_webhooks }) => pending_webhooks > 0),
    children: (
      <>
        <Summary intent={intent} />
        {payable && <Choices secret={intent.client_secret ?? ''} types={intent.payment_method_types} />}
        <Events events={events} />
      </>
    ),
  });
}

function Summary({ intent }: { intent: Intent }) {
  const error = intent.last_payment_error;
  return (
    <section>
      <h1>{formatAmount(intent)}</h1>
      <p className="quiet">{`${describeIntent(intent)} · ${formatTime(intent)}`}</p>
      <span className={`pill ${toTone(intent)}`}>{describeStatus(intent)}</span>
      {error && (
        <p className="note bad">
          {error.message} <code>{error.decline_code ?? error.code}</code>
        </p>
      )}
      {intent.status === 'requires_action' && (
        <p className="note">
          <a href={`/authenticate?client_secret=${intent.client_secret}`}>Go to the bank’s page</a>
        </p>
      )}
      {intent.status === 'processing' && <p className="note">The bank decides in a few seconds.</p>}
    </section>
  );
}

function Choices({ secret, types }: { secret: string; types: readonly string[] }) {
  const offered = CHOICES.filter(({ method }) => types.includes(method.startsWith('pm_card') ? 'card' : 'bacs_debit'));
  return (
    <section>
      <h2>Pay with test details; no money moves</h2>
      <form method="post" action="/pay">
        <input type="hidden" name="client_secret" value={secret} />
        {offered.map(({ label, method, shown }, index) => (
          <button
            type="submit"
            key={method}
            className={index === 0 ? 'first' : ''}
            name="payment_method"
            value={method}
          >
            {label} <code>{shown}</code>
          </button>
        ))}
      </form>
    </section>
  );
}

function Events({ events }: { events: readonly Stripe.Event[] }) {
  return (
    <section>
      <h2>Events</h2>
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            <div>
              <span>
                <strong>
                  <code>{event.type}</code>
                </strong>
                <small>{formatTime(event)}</small>
              </span>
              <span className={`pill ${event.pending_webhooks === 0 ? 'good' : ''}`}>
                {event.pending_webhooks === 0 ? 'received' : 'on its way'}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
