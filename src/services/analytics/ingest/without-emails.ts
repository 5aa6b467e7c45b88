/** Bounded, so that no text takes long; in addresses the sign may be encoded. */
const EMAIL = /[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/gi;

/** `text` without e-mail addresses: they tell who somebody is whatever the name is that they come under. */
export const withoutEmails = (text: string): string =>
  text.includes('@') || text.includes('%40') ? text.replace(EMAIL, '[email]') : text;
