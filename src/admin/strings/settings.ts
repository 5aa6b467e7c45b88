export const brand = {
  staff: '{{line}} · staff',
  goodMorning: 'Good morning',
  goodAfternoon: 'Good afternoon',
  goodEvening: 'Good evening',
  signIn: 'Sign in to manage visits, orders and the website.',
  chooseColour: 'Choose a colour',
} as const;
