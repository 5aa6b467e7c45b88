const DELIMITERS = /[*_~`=]/g;

/**
 * About how many milliseconds the editor's Markdown import takes: in each block it tries the delimiters of bold, italic and
 * the like against each other, in the square of their number, and the cube where they are of several kinds (measured).
 */
export function markdownCost(markdown: string): number {
  return markdown
    .split(/\n\s*\n/)
    .map((block) => block.match(DELIMITERS)?.length ?? 0)
    .reduce((sum, count) => sum + Math.max(count ** 2 / 240, count ** 3 / 500_000), 0);
}
