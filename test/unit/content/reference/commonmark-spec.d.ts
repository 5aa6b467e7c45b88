declare module 'commonmark-spec' {
  /** The examples of the specification: Markdown, and the HTML that it means. */
  export const tests: readonly { markdown: string; html: string; section: string; number: number }[];
}
