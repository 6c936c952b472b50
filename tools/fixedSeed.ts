/**
 * Loaded before each test file: property tests draw the same examples at every run, so that a change is to blame where one fails.
 * `npm test -- --random` leaves it out and looks for new examples.
 */
import { readFileSync } from 'node:fs';

const SEED = 20220115;
const file = process.argv[1];

if (file?.endsWith('.test.ts') === true && readFileSync(file, 'utf8').includes("'fast-check'")) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: SEED });
}
