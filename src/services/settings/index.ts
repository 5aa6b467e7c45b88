/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { readBrand, readPaperBrand } from './read-brand.ts';
export {
  customerPages,
  type Retention,
  readRetention,
  readSalesTerms,
  readTeamAddresses,
  readWebsite,
  type SalesTerms,
  type Seller,
  salesTermsJsonSql,
} from './read-settings.ts';
