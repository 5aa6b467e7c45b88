import { LOW_STOCK } from '../../services/catalogue/figures.ts';
import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among the products. */
export function productLists(): ReadyList[] {
  return [
    readyList('newest', '-createdAt'),
    readyList('kitchens', 'title', [['category', 'equals', 'KITCHEN']]),
    readyList('bedrooms', 'title', [['category', 'equals', 'BEDROOM']]),
    readyList('drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
    readyList('lowStock', 'stock', [
      ['stock', 'less_than', String(LOW_STOCK)],
      ['stock', 'greater_than', '0'],
    ]),
    readyList('outOfStock', 'title', [['stock', 'less_than_equal', '0']]),
    readyList('withoutPictures', 'title', [['images', 'exists', 'false']]),
    readyList('withoutDescription', 'title', [['description', 'exists', 'false']]),
  ];
}
