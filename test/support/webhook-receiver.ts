import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { afterAll } from 'vitest';

export type Receiver = {
  url: string;
  /** What has arrived and was signed with the secret, in order. */
  events: Stripe.Event[];
  /** Signatures that did not hold. */
  refused: unknown[];
  /** Answers that the next requests get, instead of 200. */
  answers: number[];
  /** The last request as it came. */
  last?: { headers: NodeJS.Dict<string | string[]>; body: string };
};

/** A webhook endpoint that verifies what it gets with Stripe's own SDK. */
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
