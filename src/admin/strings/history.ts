export const history = {
  history: 'History',
  nothing: 'Nothing has been changed since this is written down.',
  all: 'All changes',
  event: 'Event {{topic}}',
  made: 'Made',
  deleted: 'Deleted',
  givenUp: 'Given up',
  customer: 'The customer',
  system: 'The system',
  hasLeft: 'Somebody who has left',
} as const;
