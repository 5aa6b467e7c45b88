/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export {
  announceAllChangedProducts,
  announceChangedProducts,
  announceProductsMentioning,
} from './announce-product-changes.ts';
export { deleteOldPriceChanges } from './applied-price-lists.ts';
export {
  findLiveCategory,
  firstImageSql,
  type ProductTeaser,
  productsWithFirstImageSql,
  readProductTeasers,
  streamProductEntries,
} from './product-links.ts';
export {
  type CatalogueGaps,
  catalogueGapsSql,
  LOW_STOCK,
  type ProductQuantity,
  releaseStock,
  reserveStock,
  type SoldLine,
  type StockCounts,
  stockCountsSql,
} from './stock.ts';
