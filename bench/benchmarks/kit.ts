import { createReadStream, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveOneOut, prepareLeaveOneOut, readKitFile, scoreLeaveOneOut } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import { measure } from '../measure.ts';
import { randomKit } from '../randomInput.ts';
// How the server packs: no door leads there, since nobody else writes kits.
import { packedKitFile } from '../../packages/tournament/src/receipts/packedKitFile.ts';

const CHUNK = 2 ** 20;

export const kit: Benchmark = {
  name: 'kit',
  shows:
    "a round's full kit with everybody's values: written, and then read from the disk and recomputed as robata contribution does.",
  goal: 'any size written and read without a whole text of it: 5,000 models of 5,000 stocks in at most 10 CPU-s and 2 GB, to the same bits',
  defaults: { models: 5000, stocks: 5000, check: 3 },
  smallest: { models: 4, stocks: 20 },
  generate({ models, stocks, seed }, folder) {
    const started = process.cpuUsage();
    const given = randomKit(seed, models, stocks);
    const before = process.cpuUsage(started);
    const { bytes } = packedKitFile(given, { predictions: 'values' });
    const after = process.cpuUsage(started);
    writeFileSync(join(folder.path, 'kit.npz'), bytes);
    folder.writeValues('written', { cpuSeconds: (after.user + after.system - before.user - before.system) / 1e6 });
  },
  async ours(_, folder) {
    const path = join(folder.path, 'kit.npz');
    const { result, ...reading } = await measure(() => readKitFile(createReadStream(path, { highWaterMark: CHUNK })));
    const recomputing = await measure(() => leaveOneOut(result.kit));
    const { contributions } = recomputing.result;
    folder.write(
      'ours',
      Float64Array.from(contributions, ({ tc }) => tc ?? Number.NaN),
    );
    return {
      cpuSeconds: reading.cpuSeconds + recomputing.cpuSeconds,
      wallSeconds: reading.wallSeconds + recomputing.wallSeconds,
      details: {
        megabytes: statSync(path).size / 1e6,
        writingCpuSeconds: folder.readValues<{ cpuSeconds: number }>('written').cpuSeconds,
        readingCpuSeconds: reading.cpuSeconds,
      },
    };
  },
  judge({ models, stocks, seed, check }, folder) {
    const given = randomKit(seed, models, stocks);
    const ours = folder.read('ours');
    const alone = prepareLeaveOneOut(given);
    const chosen = Array.from({ length: check }, (_, at) => Math.floor((at * (models - 1)) / Math.max(1, check - 1)));
    const isSame = chosen.every((at) => {
      const { contributions } = scoreLeaveOneOut(alone, [alone.portfolios(at, at + 1)], given.returns);
      return Object.is(contributions[0]?.tc ?? Number.NaN, ours[at]);
    });
    return {
      accuracy: isSame ? 0 : 1,
      accuracyMeaning:
        'whether some contributions differ in a bit from those of the kit before it was written (0: none)',
    };
  },
};
