import type { Intent } from '../state/state.ts';
import { render } from './layout.tsx';
import { aboutOf, amountOf, statusOf, timeOf, toneOf } from './wording.ts';

/** The newest PaymentIntents, those that wait to be paid first. */
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
          <code>POST /v1/payments/create-intent</code> makes a payment. Its client secret leads straight to its page:{' '}
          <code>/pay?client_secret=pi_…</code>
        </p>
      </>
    ),
  });
}

function List({ title, intents }: { title: string; intents: readonly Intent[] }) {
  return (
    <section>
      <h2>{title}</h2>
      {intents.length === 0 && <p className="quiet">Nothing just now.</p>}
      <ul>
        {intents.map((intent) => (
          <li key={intent.id}>
            <a href={`/pay?client_secret=${intent.client_secret}`}>
              <span>
                <strong>{amountOf(intent)}</strong>
                <small>{`${timeOf(intent)} · ${aboutOf(intent)}`}</small>
              </span>
              <span className={`pill ${toneOf(intent)}`}>{statusOf(intent)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
