export const nav = { calendar: 'Calendar', analytics: 'Analytics', operations: 'Operations' } as const;
