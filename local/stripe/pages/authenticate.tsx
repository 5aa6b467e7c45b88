import type { Intent } from '../state/state.ts';
import { render } from './layout.tsx';
import { describeIntent, formatAmount, formatTime } from './wording.ts';

/** The page on which the payer confirms a payment (3-D Secure); in reality it is a page of the payer's bank. */
export const authenticatePage = (intent: Intent): string =>
  render({
    title: '3-D Secure',
    children: (
      <section>
        <h1 className="words">Is this you?</h1>
        <p>Your bank asks you to confirm a payment of {formatAmount(intent)} to Lomash Wood.</p>
        <p className="quiet">{`${describeIntent(intent)} · ${formatTime(intent)}`}</p>
        <form method="post" action="/authenticate">
          <input type="hidden" name="client_secret" value={intent.client_secret ?? ''} />
          <button type="submit" className="first" name="outcome" value="complete">
            Yes, pay
          </button>
          <button type="submit" name="outcome" value="fail">
            No, this was not me
          </button>
        </form>
      </section>
    ),
  });
