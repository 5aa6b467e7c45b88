import type { Intent } from '../state/state.ts';
import { render } from './layout.tsx';
import { amountOf } from './wording.ts';

/** Stands for the page of the payer's bank (3-D Secure). */
export const authenticatePage = (intent: Intent): string =>
  render({
    title: '3-D Secure',
    children: (
      <section>
        <h1 className="words">Is this you?</h1>
        <p>Your bank asks you to confirm a payment of {amountOf(intent)} to Lomash Wood.</p>
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
