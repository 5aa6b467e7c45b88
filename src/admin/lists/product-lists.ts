import { LOW_STOCK } from '../../services/catalogue/figures.ts';
import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among the products. */
export function productLists(): ReadyList[] {
  return [
    readyList('Newest', '-createdAt'),
    readyList('Kitchens', 'title', [['category', 'equals', 'KITCHEN']]),
    readyList('Bedrooms', 'title', [['category', 'equals', 'BEDROOM']]),
    readyList('Drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
    readyList('Low stock', 'stock', [
      ['stock', 'less_than', String(LOW_STOCK)],
      ['stock', 'greater_than', '0'],
      ['_status', 'equals', 'published'],
    ]),
    readyList('Out of stock', 'title', [['stock', 'less_than_equal', '0']]),
    readyList('Without pictures', 'title', [['images', 'exists', 'false']]),
    readyList('Without description', 'title', [['description', 'exists', 'false']]),
  ];
}
