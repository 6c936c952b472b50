import { Worker } from 'node:worker_threads';
import { matrix } from '@robata/kernels';
import { prepareLeaveOneOut, scoreLeaveOneOut } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import { ladderErrors } from '../exactPair.ts';
import { measure } from '../measure.ts';
import { readKit, writeKit } from '../problemFiles.ts';
import { randomKit } from '../randomInput.ts';
import type { PartReply } from '../roundWorker.ts';

export const round: Benchmark = {
  name: 'round',
  shows: 'leave-one-out True Contribution of every model of a whole round, on threads that are warm.',
  goal: 'at most 6 s of wall time for 5,000 models of 5,000 stocks on 2 threads',
  defaults: { models: 5000, stocks: 5000, threads: 2, check: 20 },
  smallest: { models: 4, stocks: 20 },
  generate({ models, stocks, seed }, folder) {
    writeKit(folder, '', randomKit(seed, models, stocks));
  },
  async ours({ models, threads }, folder) {
    const kit = readKit(folder, '');
    const { rows, columns, data } = kit.predictions;
    const shared = new Float64Array(new SharedArrayBuffer(data.byteLength));
    shared.set(data);
    const workerData = { ...kit, predictions: matrix(rows, columns, shared) };
    const workers = Array.from(
      { length: threads },
      () => new Worker(new URL('../roundWorker.ts', import.meta.url), { workerData }),
    );
    const answer = <T>(worker: Worker): Promise<T> =>
      new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await Promise.all(workers.map((worker) => answer<'ready'>(worker)));
    const { result, ...measured } = await measure(() =>
      Promise.all(
        workers.map((worker, at) => {
          worker.postMessage([at, at + 1].map((part) => Math.floor((part * models) / threads)));
          return answer<PartReply>(worker);
        }),
      ),
    );
    await Promise.all(workers.map((worker) => worker.terminate()));
    folder.write('ours', Float64Array.from(result.flatMap(({ changes }) => [...changes])));
    return {
      ...measured,
      details: {
        threads,
        exposures: kit.problem.exposureNames.length,
        cpuMillisecondsPerModel: (1000 * measured.cpuSeconds) / models,
        fallbacks: result.reduce((sum, { fallbacks }) => sum + fallbacks, 0),
        unscored: result.reduce((sum, { unscored }) => sum + unscored, 0),
        worstResidual: Math.max(...result.map(({ worstResidual }) => worstResidual)),
      },
    };
  },
  judge({ check, models }, folder) {
    const kit = readKit(folder, '');
    const ours = folder.read('ours');
    const ladder = ladderErrors(kit, ours, check);
    const alone = prepareLeaveOneOut(kit);
    const last = scoreLeaveOneOut(alone, [alone.portfolios(models - 1, models)], kit.returns).contributions[0]?.tc;
    return {
      accuracy: ladder.largestRelativeError,
      accuracyMeaning:
        'largest error of the change of return relative to the exact change (where that is above 1e-9), against our interior-point ladder',
      details: {
        againstLadder: ladder,
        isSameAlone: Object.is((last ?? Number.NaN) * kit.stakeFraction, ours[models - 1]),
      },
    };
  },
};
