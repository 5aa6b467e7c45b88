import { callApi } from '../call-api.ts';
import type { DeskText } from '../strings/desk-text.ts';

const LOOK_EVERY_MS = 700;
const PATIENCE_MS = 15_000;

type Order = { status: string; payments: { status: string; refundedAmount: number }[] };

const stateOf = ({ status, payments }: Order) => JSON.stringify([status, payments]);

/** The state of an order by which {@link untilChanged} knows a change; undefined when the server does not answer. */
export async function readState(text: DeskText, url: string): Promise<string | undefined> {
  const answer = await callApi<Order>(text, url);
  return answer.ok ? stateOf(answer.body) : undefined;
}

/** Waits until an order is not as it was any more, for as long as Stripe usually takes to tell. */
export async function untilChanged(text: DeskText, url: string, before: string | undefined): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const now = await readState(text, url);
    if (now !== undefined && now !== before) return;
  }
}
