export const staff = {
  presentPassword: 'Present password',
  presentPasswordWhy: 'Only to change your own password or e-mail address.',
} as const;
