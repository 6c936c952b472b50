import { findDefinition, ScoringError, type ScoreReport, scoreTables } from '@robata/scoring';
import type { Command } from '../command.ts';
import { type OptionSpec, readOptions, required } from '../options.ts';
import { readScoreFiles } from '../scoreFiles.ts';
import { textTable } from '../textTable.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  predictions: {
    type: 'string',
    help: 'of one era, CSV or Parquet like all files here: id, then one column per model',
  },
  targets: { type: 'string', help: 'id and target' },
  features: { type: 'string', help: 'id, then one column per feature' },
  'meta-model': { type: 'string', help: 'id and meta model' },
  stakes: { type: 'string', help: 'id (the name of the model) and stake' },
  neutralizers: { type: 'string', help: 'id, then one column per neutralizer' },
  'sample-weights': { type: 'string', help: 'id and weight' },
  metrics: { type: 'string', value: 'a,b', help: 'what to score (default: all that these files allow)' },
  json: { type: 'boolean', help: 'print the scores as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

export const scoreCommand: Command = {
  name: 'score',
  summary: 'score the predictions of one era by every metric that the files allow',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('score', OPTIONS, words);
    const predictions = required('score', 'predictions', given.predictions);
    const metrics = given.metrics?.split(',').map((metric) => metric.trim());
    const report = await plainly(async () => {
      metrics?.forEach(findDefinition);
      return scoreTables(await readScoreFiles({ ...given, predictions }), metrics);
    });
    console.log(given.json ? JSON.stringify(report) : textOf(report));
    return 0;
  },
};

/** What a score refuses, as a sentence of this command. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ScoringError) throw new UsageError(`robata score: ${cause.message}.`, { cause });
    throw cause;
  }
}

function textOf({ scores }: ScoreReport): string {
  const metrics = Object.keys(Object.values(scores)[0] ?? {});
  const rows = Object.entries(scores).map(([model, score]) => [
    model,
    ...metrics.map((metric) => score[metric]?.toFixed(6) ?? ''),
  ]);
  return textTable([['model', ...metrics], ...rows]);
}
