import { type OptionSpec, readOptions } from '../../options.ts';
import { UsageError } from '../../usageError.ts';
import { withOperator } from '../admin/operatorChannel.ts';

export const FUND_OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  json: { type: 'boolean', help: 'print the report as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

/** Computes every NAV of every product again from the log of its events, and compares all stored figures: exit code 0 only where nothing differs. */
export async function verifyFund(values: readonly string[], words: readonly string[]): Promise<number> {
  if (values.length > 0) throw new UsageError(`robata verify fund takes no '${values[0]?.slice(0, 60)}'.`);
  const given = readOptions('verify fund', FUND_OPTIONS, words);
  const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
  const database = given.database ?? process.env['DATABASE_URL'] ?? null;
  const reports = await withOperator('verify fund', folder, database, async (send) => {
    const { askedFundFacts, verifyFunds } = await import('@robata/tournament/audits');
    return verifyFunds(askedFundFacts((command, input) => send(command, input, undefined)));
  });
  if (given.json) console.log(JSON.stringify({ products: reports }));
  const faults = reports.flatMap((report) => report.faults.map((fault) => ({ ...fault, product: report.product })));
  if (!given.json) for (const { product, day, detail } of faults) console.log(`${product}, ${day}: ${detail}`);
  const [first] = faults;
  if (first !== undefined) {
    throw new Error(
      `the fund does not verify: ${faults.length === 1 ? 'one difference' : `${faults.length} differences`}, the first in ${first.product} on ${first.day}. ${first.detail}`,
    );
  }
  if (given.json) return 0;
  for (const { product, days, events, from, to, nav, worstGap, hash } of reports) {
    const gap =
      worstGap === '0' ? 'cash + positions = NAV + debts on every day' : `they are off by ${worstGap} at most`;
    console.log(
      `${product}: ${days} days (${from} to ${to}) from ${events} events, NAV ${nav}, ${gap}. Last hash ${hash}.`,
    );
  }
  console.log(reports.length === 0 ? 'There is no product of a fund yet.' : 'The fund verifies.');
  return 0;
}
