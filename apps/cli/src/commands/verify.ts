import type { Command } from '../command.ts';
import { helpOf } from '../command.ts';
import { splitWords } from '../positional.ts';
import { UsageError } from '../usageError.ts';
import { FUND_OPTIONS, verifyFund } from './verify/verifyFund.ts';
import { LEDGER_OPTIONS, verifyLedger } from './verify/verifyLedger.ts';
import { PAYOUT_OPTIONS, verifyPayout } from './verify/verifyPayout.ts';
import { ROUND_OPTIONS } from './verify/roundOptions.ts';

const OPTIONS = { ...LEDGER_OPTIONS, ...PAYOUT_OPTIONS, ...FUND_OPTIONS, ...ROUND_OPTIONS };

const PARTS = {
  ledger: {
    summary: 'compute all money of a tournament again from its log, and compare what is stored',
    options: LEDGER_OPTIONS,
    run: verifyLedger,
  },
  payout: {
    summary: 'check the proof of a payout: a FILE, or that of --round and --model',
    options: PAYOUT_OPTIONS,
    run: verifyPayout,
  },
  fund: {
    summary: 'compute every NAV of the fund again from its events, and compare what is stored',
    options: FUND_OPTIONS,
    run: verifyFund,
  },
  round: {
    summary: 'compute the scores of a resolved round again from what it published, to the last bit',
    options: ROUND_OPTIONS,
    run: async (values: readonly string[], words: readonly string[]) =>
      (await import('./verify/verifyRound.ts')).verifyRound(values, words),
  },
} as const;

/** Checks numbers by themselves: exit code 0 only where nothing differs. */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check that stored numbers follow from each other: ledger, payout, round',
  options: OPTIONS,
  help(words) {
    const part = partOf(words);
    if (part !== undefined) return helpOf({ name: `verify ${part}`, ...PARTS[part] });
    const rows = Object.entries(PARTS).map(([name, { summary }]) => `  robata verify ${name.padEnd(8)}${summary}`);
    return ['robata verify: check that stored numbers follow from each other', '', ...rows].join('\n');
  },
  run(words) {
    const part = partOf(words);
    const { values, rest } = splitWords(OPTIONS, words);
    if (part !== undefined) return PARTS[part].run(values.slice(1), rest);
    const what = values[0] === undefined ? 'say what to verify' : `there is no verifying '${values[0].slice(0, 60)}'`;
    throw new UsageError(`robata verify: ${what}; it verifies ${Object.keys(PARTS).join(', ')}.`);
  },
};

const partOf = (words: readonly string[]): keyof typeof PARTS | undefined => {
  const [first] = splitWords(OPTIONS, words).values;
  return first !== undefined && Object.hasOwn(PARTS, first) ? (first as keyof typeof PARTS) : undefined;
};
