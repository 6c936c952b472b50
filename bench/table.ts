/**
 * `node bench/table.ts [NAME …] [--rounds N …]`: runs the benchmarks (all, or those named, with these options) and writes the table of
 * docs/benchmarks.md. The lines are kept in docs/benchmarks.jsonl, so that a part can be run again; with --no-run the table is only
 * written anew from them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCHMARKS, benchmarkOf } from './benchmarks.ts';
import { type Line, resultsPage } from './resultsPage.ts';
import { start } from './start.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const LINES = join(DOCS, 'benchmarks.jsonl');
const PAGE = join(DOCS, 'benchmarks.md');
const BEGIN = '<!-- results: written by bench/table.ts -->';
const END = '<!-- end of results -->';

const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => word.startsWith('--'));
const names = firstOption < 0 ? words : words.slice(0, firstOption);
const options = words.slice(names.length);
const chosen = names.length > 0 ? names.map(benchmarkOf) : BENCHMARKS;
const known = existsSync(LINES) ? readFileSync(LINES, 'utf8').split('\n').filter(Boolean) : [];
const lines = new Map(known.map((text) => JSON.parse(text) as Line).map((line) => [line.name, line]));

for (const { name } of options.includes('--no-run') ? [] : chosen) {
  console.error(name);
  lines.set(
    name,
    JSON.parse(await start(process.execPath, [join(import.meta.dirname, 'run.ts'), name, ...options])) as Line,
  );
  save();
}
save();

function save(): void {
  const ordered = BENCHMARKS.flatMap(({ name }) => lines.get(name) ?? []);
  writeFileSync(LINES, ordered.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN) as [string, string | undefined];
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/benchmarks.md has lost its marks ${BEGIN} and ${END}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${resultsPage(ordered)}\n${END}${after}`);
}
