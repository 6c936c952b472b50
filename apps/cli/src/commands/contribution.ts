import {
  type ContributionKit,
  type Contributions,
  contributionsToJson,
  gradient,
  type GradientOptions,
  kitFault,
  leaveOneOut,
  prepareLeaveOneOut,
  scoreLeaveOneOut,
} from '@robata/portfolio';
import type { Command } from '../command.ts';
import { type Options, type OptionSpec, readOptions, required } from '../options.ts';
import { readKit } from '../readKit.ts';
import { textTable } from '../textTable.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  kit: {
    type: 'string',
    help: 'a contribution kit: the file of a round (.npz), or JSON (plain or gzip), format robata-contribution-kit/1',
  },
  method: { type: 'string', value: 'M', help: 'leave-one-out or gradient (default leave-one-out)' },
  start: {
    type: 'string',
    value: 'S',
    help: 'held: trade from the portfolio held; zero: from nothing and free of cost (default: held, of a gradient zero)',
  },
  model: { type: 'string', value: 'NAME', help: 'this model only (default: all)' },
  dropout: {
    type: 'number',
    minimum: 0,
    maximum: 0.99,
    help: 'gradient: chance of each stake to be dropped in a draw (default 0.5; 0: the single undropped gradient)',
  },
  json: { type: 'boolean', help: 'print the result as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

/** A kit with what its round said of the draws of the gradient. */
interface ResolvedKit {
  readonly kit: ContributionKit & { readonly returns: Float64Array };
  readonly draws: GradientOptions;
}

export const contributionCommand: Command = {
  name: 'contribution',
  summary: 'recompute True Contribution from the kit of a round',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('contribution', OPTIONS, words);
    const path = required('contribution', 'kit', given.kit);
    const compute = contributionsOf(given);
    const resolved = await readResolved(path);
    const { models } = resolved.kit;
    if (given.model !== undefined && !models.includes(given.model)) {
      throw new UsageError(`${path} has no model '${given.model}': it has ${shortList(models)}.`);
    }
    const start = performance.now();
    const contributions = compute(resolved);
    const seconds = (performance.now() - start) / 1000;
    console.log(
      given.json ? JSON.stringify(contributionsToJson(contributions, seconds)) : textOf(contributions, seconds),
    );
    if (contributions.base.status === 'solved') return 0;
    console.error(
      `${path}: the portfolio of the meta model is ${contributions.base.status}; see robata optimize on its problem.`,
    );
    return 1;
  },
};

/** What the options ask for. Throws UsageError before any file is read. */
function contributionsOf({ method = 'leave-one-out', start, model, dropout }: Options<typeof OPTIONS>) {
  if (start !== undefined && start !== 'held' && start !== 'zero') {
    throw new UsageError(`robata contribution: --start takes held or zero and was given '${start}'.`);
  }
  if (method === 'gradient') {
    return ({ kit, draws }: ResolvedKit): Contributions => {
      const all = gradient(kit, { ...draws, start, ...(dropout !== undefined && { dropout }) });
      if (model === undefined) return all;
      return { ...all, contributions: all.contributions.filter((contribution) => contribution.model === model) };
    };
  }
  if (method !== 'leave-one-out') {
    throw new UsageError(`robata contribution: --method takes leave-one-out or gradient and was given '${method}'.`);
  }
  if (dropout !== undefined) {
    throw new UsageError('robata contribution: --dropout is of the gradient: add --method gradient, or leave it out.');
  }
  return ({ kit }: ResolvedKit): Contributions => {
    if (model === undefined) return leaveOneOut(kit, { start });
    const prepared = prepareLeaveOneOut(kit, { start });
    const at = kit.models.indexOf(model);
    return scoreLeaveOneOut(prepared, [prepared.portfolios(at, at + 1)], kit.returns);
  };
}

async function readResolved(path: string): Promise<ResolvedKit> {
  const { kit, contribution } = await readKit(path);
  const fault = kitFault(kit);
  if (fault !== null) throw new UsageError(`${path}: ${fault}`);
  const { returns } = kit;
  if (returns === undefined)
    throw new UsageError(`${path} holds no returns yet: take the kit that is published at resolution.`);
  return { kit: { ...kit, returns }, draws: contribution ?? {} };
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

function textOf({ method, base, contributions, fallbacks }: Contributions, seconds: number): string {
  const number = (value: number | null): string => value?.toFixed(6) ?? '';
  const rows = contributions.map(({ model, tc, tcNet, returnWith, returnWithout }) => [
    model,
    ...[tc, tcNet, returnWith, returnWithout].map(number),
  ]);
  return [
    textTable([['model', 'tc', 'tc net', 'return with', 'return without'], ...rows]),
    '',
    `${method}; base ${base.status}, return ${number(base.return)}; ${fallbacks} fallbacks, ${seconds.toFixed(3)} s`,
  ].join('\n');
}
