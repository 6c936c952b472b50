/**
 * Loaded before each test file: property tests draw the same examples at every run, so that a change is to blame where one fails.
 * `npm test -- --random` leaves it out and looks for new examples.
 */
import { readFileSync } from 'node:fs';

const SEED = 20220115;
const file = process.argv[1];
/** Those of inFewProcesses.ts draw, too. */
const isDrawing = (path: string): boolean =>
  path.endsWith('.together.mjs') || (path.endsWith('.test.ts') && readFileSync(path, 'utf8').includes("'fast-check'"));

if (file !== undefined && isDrawing(file)) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: SEED });
}
