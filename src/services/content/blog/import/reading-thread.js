// Where the thread begins: each thread has to be told how to read TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./answer-questions.ts');
