export const lists = {
  readyMade: 'Ready-made lists',
  exportCsv: 'Export CSV',
  priceList: 'Price list…',
  confirmSelected: 'Confirm {{count}} selected',
  confirmSure_one: 'The customer gets an e-mail.',
  confirmSure_other: '{{count}} customers get an e-mail.',
  confirmYes: 'Yes, confirm',
  confirmNo: 'Not now',
  confirmed_one: 'One is confirmed.',
  confirmed_other: '{{count}} are confirmed.',
  notConfirmed: '{{number}} could not be confirmed: {{reason}}',
} as const;
