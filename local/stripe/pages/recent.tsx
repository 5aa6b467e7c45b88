import type { Intent } from '../state/state.ts';
import { render } from './layout.tsx';
import { describeIntent, describeStatus, formatAmount, formatTime, toTone } from './wording.ts';

/** The newest PaymentIntents, unpaid ones first. */
export function recentPage(intents: readonly Intent[]): string {
  const open = intents.filter(({ status }) => status.startsWith('requires_'));
  const others = intents.filter((intent) => !open.includes(intent));
  return render({
    title: 'Payments',
    children: (
      <>
        <List title="To be paid" intents={open.slice(0, 10)} />
        {others.length > 0 && <List title="Earlier" intents={others.slice(0, 10)} />}
        <p className="quiet">
          <code>POST /v1/payments/create-intent</code> creates a payment. The client secret in the response opens the
          page of the payment: <code>/pay?client_secret=pi_…</code>
        </p>
      </>
    ),
  });
}

function List({ title, intents }: { title: string; intents: readonly Intent[] }) {
  return (
    <section>
      <h2>{title}</h2>
      {intents.length === 0 && <p className="quiet">No payments.</p>}
      <ul>
        {intents.map((intent) => (
          <li key={intent.id}>
            <a href={`/pay?client_secret=${intent.client_secret}`}>
              <span>
                <strong>{formatAmount(intent)}</strong>
                <small>{`${formatTime(intent)} · ${describeIntent(intent)}`}</small>
              </span>
              <span className={`pill ${toTone(intent)}`}>{describeStatus(intent)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
