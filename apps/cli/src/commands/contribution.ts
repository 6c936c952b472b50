import type { Command } from '../command.ts';
import { type OptionSpec, readOptions, required } from '../options.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  kit: { type: 'string', help: 'a contribution kit in JSON (gzip or plain), format robata-contribution-kit/1' },
  method: { type: 'string', value: 'M', help: 'leave-one-out or gradient (default leave-one-out)' },
  start: {
    type: 'string',
    value: 'S',
    help: 'held: trade from the portfolio held; zero: from nothing, free of cost (default held; a gradient starts from zero)',
  },
  model: { type: 'string', value: 'NAME', help: 'only this model' },
  dropout: {
    type: 'number',
    minimum: 0,
    maximum: 0.95,
    help: 'gradient: share of stakes dropped in each draw (default 0.5)',
  },
  json: { type: 'boolean', help: 'print the result as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

export const contributionCommand: Command = {
  name: 'contribution',
  summary: "recompute every model's True Contribution from a round's kit",
  options: OPTIONS,
  async run(words) {
    const given = readOptions('contribution', OPTIONS, words);
    required('contribution', 'kit', given.kit);
    throw new UsageError('robata contribution is being written.');
  },
};
