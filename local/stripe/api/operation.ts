import type { z } from 'zod';
import type { Account } from '../account.ts';
import { validate } from './validate.ts';

/** What a call comes with besides its parameters. */
export type Call = {
  account: Account;
  /** The id in the path, if there is one. */
  id: string;
  /** The publishable key of a browser, or a secret key. */
  key: 'publishable' | 'secret';
  /** Where this simulator is. */
  site: string;
};

export type Operation = {
  /** As the SDK calls it: `paymentIntents.create`. */
  name: string;
  method: 'get' | 'post';
  path: string;
  /** Whether a browser may call it with a publishable key. */
  publishable: boolean;
  /** Checks the parameters, and gives what carries the call out. @throws ApiError */
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
  (method: Operation['method']) =>
  <S extends z.ZodType>({ name, path, publishable = false, params, run }: Definition<S>): Operation => ({
    ...{ name, method, path, publishable },
    prepare: (input) => {
      const valid = validate(params, input);
      return (call) => run(call, valid);
    },
  });

export const get = define('get');
export const post = define('post');
