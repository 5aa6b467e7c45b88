import type { z } from 'zod';
import type { SimulatedAccount } from '../account.ts';
import { validateParams } from './validate-params.ts';

/** The context of a call besides its parameters. */
export type Call = {
  account: SimulatedAccount;
  /** The id in the path; '' if there is none. */
  id: string;
  /** A browser's publishable key, or a secret key. */
  key: 'publishable' | 'secret';
  /** The base URL of the simulator. */
  site: string;
};

export type StripeOperation = {
  /** The name in the SDK, such as `paymentIntents.create`. */
  name: string;
  method: 'get' | 'post';
  path: string;
  /** Whether a browser may call the operation with a publishable key. */
  publishable: boolean;
  /** Validates the parameters and returns a function that executes the call. @throws ApiError */
  prepare(input: object): (call: Call) => object;
};

type Definition<S extends z.ZodType> = {
  name: string;
  path: string;
  publishable?: boolean;
  params: S;
  run(call: Call, params: z.output<S>): object;
};

const define =
  (method: StripeOperation['method']) =>
  <S extends z.ZodType>({ name, path, publishable = false, params, run }: Definition<S>): StripeOperation => ({
    ...{ name, method, path, publishable },
    prepare: (input) => {
      const valid = validateParams(params, input);
      return (call) => run(call, valid);
    },
  });

export const defineGet = define('get');
export const definePost = define('post');
