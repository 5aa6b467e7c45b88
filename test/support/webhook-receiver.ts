import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { afterAll } from 'vitest';

export type Receiver = {
  url: string;
  /** Events received with a valid signature, in order. */
  events: Stripe.Event[];
  /** The errors of events with an invalid signature. */
  refused: unknown[];
  /** The status codes of the next responses, in order. Without an entry the response is 200. */
  answers: number[];
  /** The last request, unparsed. */
  last?: { headers: NodeJS.Dict<string | string[]>; body: string };
};

/** Starts a webhook endpoint that verifies events with Stripe's own SDK. */
export async function openReceiver(secret: string): Promise<Receiver> {
  const { webhooks } = new Stripe('sk_test_receiver');
  const server = createServer(async (request, response) => {
    const body = await text(request);
    receiver.last = { headers: request.headers, body };
    const answer = receiver.answers.shift() ?? 200;
    try {
      const event = webhooks.constructEvent(body, request.headers['stripe-signature'] ?? '', secret);
      if (answer === 200) receiver.events.push(event);
    } catch (error) {
      receiver.refused.push(error);
    }
    response.writeHead(answer, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = { url: `http://127.0.0.1:${port}/webhook`, events: [], refused: [], answers: [] };
  return receiver;
}
