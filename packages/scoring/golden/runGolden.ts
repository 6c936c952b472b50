import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstDifference } from './compare.ts';
import { ANSWERS } from './dispatch.ts';
import { GoldenCall, type GoldenEntry, type GoldenFile, type Json } from './goldenFile.ts';

export interface GoldenResult {
  readonly passed: number;
  /** One sentence per entry that differs: file, function, number of the entry (from 0), difference. */
  readonly failures: readonly string[];
}

/** Runs every `expect` entry of every JSON file of a folder. */
export function runGolden(folder: string): GoldenResult {
  let passed = 0;
  const failures: string[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as GoldenFile;
    (file.expect ?? []).forEach((entry, k) => {
      const fault = faultOf(file, entry);
      if (fault === undefined) passed += 1;
      else failures.push(`${name}: ${entry.fn} (entry ${k}): ${fault}`);
    });
  }
  return { passed, failures };
}

function faultOf(file: GoldenFile, entry: GoldenEntry): string | undefined {
  if (!Object.hasOwn(ANSWERS, entry.fn)) return 'there is no such function';
  let answer: Json;
  try {
    answer = ANSWERS[entry.fn](new GoldenCall(file, entry));
  } catch (error) {
    // A fault of the runner or of a file (TypeError) is never the refusal that an entry asks for.
    const isRefusal = error instanceof Error && (error.name === 'ScoringError' || error instanceof RangeError);
    if (entry.error && isRefusal) return undefined;
    return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
  if (entry.error) return `does not refuse (${entry.error.type}: ${entry.error.message})`;
  if (entry.value === undefined) return 'the entry expects neither a value nor an error';
  return firstDifference(answer, entry.value, { absolute: entry.atol ?? 0, relative: entry.rtol ?? 0 });
}
