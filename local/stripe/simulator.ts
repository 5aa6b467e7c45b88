import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { SimulatedAccount } from './account.ts';
import { Calls } from './api/calls.ts';
import { Faults } from './api/faults.ts';
import { apiRouter } from './api/router.ts';
import { Controls } from './control/controls.ts';
import { controlRouter } from './control/router.ts';
import { pagesRouter } from './pages/router.ts';
import { requireLocalhost } from './require-localhost.ts';
import { Settlements } from './settlements.ts';
import { forgetfulJournal, openJournal } from './state/journal.ts';
import type { State } from './state/state.ts';
import { Deliveries, type DeliveryOptions } from './webhooks/deliveries.ts';

export type SimulatorOptions = DeliveryOptions & {
  /** Default: any free port. */
  port?: number;
  /** A file that stores the state. Without a file, the state is lost when the simulator ends. */
  file?: string;
  /** Milliseconds until banks decide. By default, banks decide only when a method of `controls` is called. */
  settleAfterMs?: number;
};

export type Simulator = {
  url: string;
  state: State;
  calls: Calls;
  faults: Faults;
  webhooks: Deliveries;
  controls: Controls;
  close(): Promise<void>;
};

/**
 * Starts a simulator of Stripe on 127.0.0.1. It supports PaymentIntents with their charges, refunds, disputes and events. It
 * serves the API under `/v1`, pages for payments under `/`, and the controls for tests under `/_control`.
 */
export async function startSimulator({
  port = 0,
  file,
  settleAfterMs,
  ...delivery
}: SimulatorOptions): Promise<Simulator> {
  const journal = file === undefined ? forgetfulJournal : openJournal(file);
  const account = new SimulatedAccount(journal);
  const [calls, faults, controls] = [new Calls(), new Faults(), new Controls(account)];
  const webhooks = new Deliveries(account, delivery);
  const settlements = new Settlements(account, controls, settleAfterMs ?? null);
  const app: Express = express().disable('x-powered-by').disable('etag').set('query parser', 'extended');
  app.use(requireLocalhost);
  app.use('/_control', controlRouter({ controls, calls, faults, webhooks }));
  app.use(apiRouter({ account, calls, faults }));
  app.use(pagesRouter(account));
  const server = createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state: account.state,
    ...{ calls, faults, webhooks, controls },
    close: async () => {
      await webhooks.close();
      settlements.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      journal.close();
    },
  };
}
