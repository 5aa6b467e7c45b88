/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { listCustomerPhones, readCustomerHistory } from './customer-history.ts';
export { isCsvList } from './list-csv.ts';
export { recordRetries } from './retry-dead-jobs.ts';
