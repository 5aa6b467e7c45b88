/** What more than one part of the admin UI says. */
export const common = {
  close: 'Close',
  kitchen: 'Kitchen',
  bedroom: 'Bedroom',
  atShowroom: '{{name}} showroom',
  atHome: 'At home, {{postcode}}',
  refused: 'The server answered {{status}}.',
  signedOut: 'You are signed out. Sign in again in another tab.',
  unreachable: 'The server cannot be reached. Look at what is there before you try again.',
  yes: 'Yes',
  no: 'No',
  megabytes: '{{count}} MB',
} as const;
