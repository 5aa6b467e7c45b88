import sanitizeHtml from 'sanitize-html';

/** What an article can hold of HTML; everything else loses its tags, scripts and styles their text as well. */
const RULES: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br', 'a'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'code', 'sub', 'sup'],
  ],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  // A link whose address was refused leaves its text.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'a' && !attribs.href ? 'excludeTag' : false),
  // The import goes down into each element in turn.
  nestingLimit: 30,
};

/** `html` with what a post may be made of alone, well-formed, and not nested deeply. */
export const safeHtml = (html: string): string => sanitizeHtml(html, RULES);

/** How many elements `html`, made safe, has. */
export const countElements = (safe: string): number => safe.match(/<[a-z]/g)?.length ?? 0;
