declare module 'commonmark-spec' {
  /** The examples of the CommonMark Spec: Markdown and the expected HTML. */
  export const tests: readonly { markdown: string; html: string; section: string; number: number }[];
}
