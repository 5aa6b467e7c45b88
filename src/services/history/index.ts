/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { readHistory } from './read-history.ts';
export { topicInWords } from './topic-words.ts';
