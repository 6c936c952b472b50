/**
 * The real panel against finance-defaults §9. Prints the tables; with the full settings it also writes README.md beside it.
 *
 *   npm run sanity [-- --part features|risk|books …] [--universe 2000] [--quick]
 *
 * Parts may be run one by one: what each found is kept in found.json, and the page is written from all of them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBooks } from './books.ts';
import { measureFeatures } from './features.ts';
import { type Findings, FULL_SCOPE, type Measured, type Part, PARTS, type Scope } from './measured.ts';
import { page } from './page.ts';
import { realPanel } from './realPanel.ts';
import { measureRisk } from './risk.ts';

/** Half a year of rounds: says whether everything runs. */
const QUICK = { to: '2023-06-30', until: '2023-08-25' };
const DIGITS = 6;

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    universe: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const unknown = values.part?.find((name) => !PARTS.some((part) => part === name));
if (unknown !== undefined) throw new RangeError(`there is no part '${unknown}': ${PARTS.join(', ')}`);
const parts = PARTS.filter((part) => values.part?.includes(part) ?? true);
const universe = values.universe === undefined ? FULL_SCOPE.universe : Number(values.universe);
if (!(Number.isInteger(universe) && universe >= 100)) throw new RangeError('--universe needs a number from 100 on');
const scope: Scope = { ...FULL_SCOPE, universe, ...(values.quick ? QUICK : {}) };
const isFull = universe === FULL_SCOPE.universe && !values.quick;

const panel = await realPanel();
if (panel === null) {
  console.log('Skipped: the reference panel is not on this machine (see ROBATA_SHARED).');
} else {
  const store = join(import.meta.dirname, 'found.json');
  const findings: Findings = isFull && existsSync(store) ? (JSON.parse(readFileSync(store, 'utf8')) as Findings) : {};
  const measure: Record<Part, () => Measured | Promise<Measured>> = {
    features: () => measureFeatures(panel, scope),
    risk: () => measureRisk(panel, scope),
    books: () => measureBooks(panel, scope, (line) => console.error(line)),
  };
  for (const part of parts) {
    findings[part] = rounded(await measure[part]());
    if (isFull) writeFileSync(store, `${JSON.stringify(findings, null, 2)}\n`);
  }
  const text = page(findings);
  if (isFull) writeFileSync(join(import.meta.dirname, 'README.md'), text);
  console.log(text);
}

/** Enough digits for every table; what is not a number (the error of one value) is left out. */
function rounded(measured: Measured): Measured {
  return Object.fromEntries(
    Object.entries(measured).flatMap(([key, value]) =>
      Number.isFinite(value) ? [[key, Number(value.toPrecision(DIGITS))]] : [],
    ),
  );
}
