import type { CollectionConfig, Field } from 'payload';
import { expect, test } from 'vitest';
import { withSentenceLabels } from '../../../src/collections/fields/map-fields.ts';

const collection: CollectionConfig = {
  slug: 'people',
  fields: [
    { name: 'firstName', type: 'text' },
    { name: 'thumbnailURL', type: 'text' },
    { name: 'eventId', type: 'text' },
    { name: 'vatNumber', type: 'text', label: 'VAT number' },
    { name: 'unlabelled', type: 'text', label: false },
    { type: 'row', fields: [{ name: 'lastName', type: 'text' }] },
  ],
};

const listLabels = (fields: Field[]): unknown[] =>
  fields.flatMap((field) =>
    field.type === 'row' ? listLabels(field.fields) : 'label' in field ? field.label : 'no label',
  );

test('fields without a label get their name in sentence case', () => {
  expect(listLabels(withSentenceLabels(collection).fields)).toEqual([
    ...['First name', 'Thumbnail URL', 'Event ID'],
    ...['VAT number', false],
    'Last name',
  ]);
});
