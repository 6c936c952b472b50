/** A thread of the benchmark `round`: warms up, then solves the models it is told, a few at a time so that little is kept. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ContributionKit, leaveOneOut, prepareLeaveOneOut, scoreLeaveOneOut } from '@robata/portfolio';
import { randomKit } from './randomInput.ts';

export interface PartReply {
  /** Change of the portfolio's return by each model; NaN where it has none. */
  readonly changes: Float64Array;
  readonly fallbacks: number;
  readonly unscored: number;
  readonly worstResidual: number;
}

const AT_A_TIME = 100;

const kit = workerData as ContributionKit & { readonly returns: Float64Array };
leaveOneOut(randomKit(0, 20, kit.problem.ids.length));
parentPort?.postMessage('ready');

parentPort?.on('message', ([from, to]: [number, number]) => {
  const prepared = prepareLeaveOneOut(kit);
  const changes = new Float64Array(to - from);
  let fallbacks = 0;
  let unscored = 0;
  let worstResidual = 0;
  for (let first = from; first < to; first += AT_A_TIME) {
    const part = prepared.portfolios(first, Math.min(first + AT_A_TIME, to));
    const scored = scoreLeaveOneOut(prepared, [part], kit.returns);
    fallbacks += scored.fallbacks;
    scored.contributions.forEach(({ tc, residual }, at) => {
      changes[first - from + at] = (tc ?? Number.NaN) * kit.stakeFraction;
      unscored += tc === null ? 1 : 0;
      worstResidual = Math.max(worstResidual, residual ?? 0);
    });
  }
  parentPort?.postMessage({ changes, fallbacks, unscored, worstResidual } satisfies PartReply);
});
