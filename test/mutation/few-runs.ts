import fc from 'fast-check';

// A mutant is killed by the first counterexample, and Stryker runs each property a thousand times.
fc.configureGlobal({ numRuns: 15 });
