/** Components of a group that is drawn at once with all its fields, so that nothing below it moves. */
export const wholeGroup = { Field: '/src/admin/fields/whole-group.tsx#WholeGroup' };
