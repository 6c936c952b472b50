/**
 * Whether training against TC helps, out of sample. Writes README.md and the plots beside it from what was measured, which found.json keeps.
 *
 *   npx robata season --prices prices.parquet --labels labels.csv.gz --universe 1000 --models 20 --data REAL
 *   npx robata season --generated --universe 500 --rounds 156 --models 20 --data GENERATED
 *   node docs/training/run.ts --real REAL --generated GENERATED
 *
 * Each market may be measured alone; without any the page is written again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trainingEras } from '../../examples/train-against-tc/trainingEras.ts';
import { type MarketFindings, measureMarket } from './measure.ts';
import { type Findings, page } from './page.ts';
import { outOfSamplePlot, pathPlot } from './plots.ts';

const DIGITS = 5;
const { values } = parseArgs({ options: { real: { type: 'string' }, generated: { type: 'string' } } });
const place = (name: string): string => join(import.meta.dirname, name);

const findings: Partial<Findings> = existsSync(place('found.json'))
  ? (JSON.parse(readFileSync(place('found.json'), 'utf8')) as Findings)
  : {};
const found: Partial<Record<keyof Findings, MarketFindings>> = { ...findings };
for (const market of ['real', 'generated'] as const) {
  const folder = values[market];
  if (folder === undefined) continue;
  found[market] = measureMarket(await trainingEras(folder), (line) => console.error(`${market}: ${line}`));
  writeFileSync(place('found.json'), `${JSON.stringify(found, rounded)}\n`);
}
const { real, generated } = JSON.parse(JSON.stringify(found, rounded)) as Partial<Findings>;
if (real === undefined || generated === undefined) {
  console.log('The page needs both markets: name the other one too.');
} else {
  writeFileSync(place('README.md'), page({ real, generated }));
  writeFileSync(place('path.svg'), pathPlot(real.folds, generated.folds));
  writeFileSync(place('out-of-sample.svg'), outOfSamplePlot(real, generated));
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}
