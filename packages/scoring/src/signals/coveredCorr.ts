import { type Matrix, column, tieKeptRank } from '@robata/kernels';
import { type PreparedScore, pick } from '../preparedScore.ts';
import { coveredRows } from './coveredFit.ts';
import { coveredSignals } from './signalsPredictions.ts';

/**
 * The score on the covered part: everything among the stocks submitted alone. Pearson correlation of the target with the average rank of the
 * neutral signal (`coveredSignals`) over the stocks that have both; NaN where fewer than two have, or one side is constant. A signal that is good on
 * one sector shows it here, whatever share of the universe that is.
 */
export function prepareCoveredCorr(
  values: Matrix,
  neutralizers: Matrix,
  neutral = coveredSignals(values, neutralizers),
): PreparedScore {
  const parts = Array.from({ length: values.columns }, (_, j) => {
    const rows = coveredRows(column(values, j));
    return { rows, ranks: tieKeptRank(pick(column(neutral, j), rows)) };
  });
  return { score: (target) => Float64Array.from(parts, ({ rows, ranks }) => correlationOver(rows, ranks, target)) };
}

function correlationOver(rows: Uint32Array, ranks: Float64Array, target: Float64Array): number {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let k = 0; k < rows.length; k += 1) {
    const y = target[rows[k]];
    if (y !== y) continue;
    count += 1;
    sumX += ranks[k];
    sumY += y;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < rows.length; k += 1) {
    const y = target[rows[k]];
    if (y !== y) continue;
    const [dx, dy] = [ranks[k] - meanX, y - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : Number.NaN;
}
