import { mean, quantile, standardDeviation } from '@robata/kernels';
import { meanWithStandardError } from '@robata/scoring';
import { META_MODEL_KIND, type StorageReader } from '@robata/tournament';
import type { Measured } from './measured.ts';

const LAGS = 4;
const KINDS = { gradient: 'tc', zero: 'tcLeaveOneOut', held: 'tcLeaveOneOutHeld' } as const;

/**
 * A season's final scores in figures: the meta model's CORR, the size and spread of the three kinds of TC, the planted model's TC.
 * Under `… at spread 1` TC is that of a weight in a meta model of standard deviation 1: TC is linear in small weights, so each round's
 * is multiplied by its meta model's spread.
 *
 * @param spreads standard deviation of the meta model, by round number
 */
export async function contributionFigures(
  storage: StorageReader,
  spreads: ReadonlyMap<number, number>,
): Promise<Measured> {
  const models = await storage.models();
  const resolved = (await storage.rounds()).filter(({ scoredDays, horizonDays }) => scoredDays === horizonDays);
  const series = new Map<string, number[]>();
  for (const { number, columns } of resolved) {
    for (const { model, values } of await storage.scores({ round: number, latestOnly: true })) {
      columns.forEach(({ key }, column) => {
        const name = `${model}/${key}`;
        const known = series.get(name) ?? [];
        series.set(name, known);
        known.push(values[column] as number);
        series.set(`${name} at spread 1`, [
          ...(series.get(`${name} at spread 1`) ?? []),
          (values[column] as number) * (spreads.get(number) ?? Number.NaN),
        ]);
      });
    }
  }
  const scores = (model: number, key: string): number[] => series.get(`${model}/${key}`) ?? [];
  const meta = models.find(({ kind }) => kind === META_MODEL_KIND)?.id ?? 0;
  const planted = models.find(({ kind }) => kind === 'planted')?.id ?? 0;
  const others = models.filter(({ id }) => id !== meta && id !== planted).map(({ id }) => id);

  const measured: Measured = { rounds: resolved.length, models: others.length };
  for (const [name, key] of [
    ['janet', 'corr'],
    ['nomi', 'corrNomi'],
  ] as const) {
    const { mean, standardError } = meanWithStandardError(scores(meta, key), LAGS);
    Object.assign(measured, {
      [`meta ${name}`]: mean,
      [`meta ${name} error`]: standardError,
      [`meta ${name} sd`]: standardDeviation(scores(meta, key)),
    });
  }
  measured['planted corr'] = mean(scores(planted, 'corr'));
  measured['planted corr nomi'] = mean(scores(planted, 'corrNomi'));
  const pooled = (key: string) => others.flatMap((model) => scores(model, key));
  measured['corr sd'] = standardDeviation(pooled('corr'));
  for (const [kind, key] of Object.entries(KINDS)) {
    const sds = Float64Array.from(others, (model) => standardDeviation(scores(model, key)));
    const told = meanWithStandardError(scores(planted, key), 0);
    Object.assign(measured, {
      [`${kind} mean abs`]: mean(pooled(key).map(Math.abs)),
      [`${kind} mean abs at spread 1`]: mean(pooled(`${key} at spread 1`).map(Math.abs)),
      [`${kind} planted at spread 1`]: mean(scores(planted, `${key} at spread 1`)),
      [`${kind} sd`]: standardDeviation(pooled(key)),
      [`${kind} sd median`]: quantile(sds, 0.5),
      [`${kind} planted`]: told.mean,
      [`${kind} planted sd`]: standardDeviation(scores(planted, key)),
      [`${kind} planted t`]: told.mean / told.standardError,
      [`${kind} mean of others`]: mean(pooled(key)),
      [`${kind} scale`]: standardDeviation(pooled('corr')) / standardDeviation(pooled(key)),
    });
  }
  return measured;
}
