import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fromColumns, mean } from '@robata/kernels';
import { writeSignalsHistory } from '@robata/market';
import { gradient } from '@robata/portfolio';
import { diagnoseEra, type EraDiagnostics, meanWithStandardError, summarizeDiagnostics } from '@robata/scoring';
import { openPglite } from '../../storage/openStorage.ts';
import type { SqlStorage } from '../../storage/sqlStorage.ts';
import { smallKit } from '../../testing/smallKit.ts';
import { parquetOf, predictionOf } from '../testing/liveFile.ts';
import { type SubmissionDesk, submissionDesk } from '../testing/submissionDesk.ts';
import { diagnosticsService, type DiagnosticsService } from './diagnosticsService.ts';
import { estimateContribution } from './estimateContribution.ts';
import { ratedField, ratings } from './ratings.ts';
import { directionOfKit } from './roundDirections.ts';
import { directionOfJson } from './estimateContribution.ts';
import type { ValidationEra } from './validationEras.ts';
import { signalsHistory } from './signalsHistory.ts';
import { validationFolder } from './validationFolder.ts';

const STOCKS = 60;
const ERAS = ['0101', '0102', '0103', '0104', '0105'];
const FEATURES = ['f_b', 'f_a', 'f_c'];

const idOf = (era: string, at: number): string => `e${era}s${String(at).padStart(4, '0')}`;
const binOf = (era: number, at: number, k: number): number => (at * (k + 3) + era * 7 + ((at * at) % (k + 5))) % 5;
const targetOf = (era: number, at: number): number => ((at * 13 + era * 5 + ((at * at) % 11)) % 5) / 4;

/** The eras of a release as they are written, rows in descending order of id. */
async function writeRelease(folder: string): Promise<void> {
  const rows = ERAS.flatMap((era, e) => Array.from({ length: STOCKS }, (_, at) => ({ era, e, at })).reverse());
  const validation = parquetOf(
    [
      { name: 'id', data: rows.map(({ era, at }) => idOf(era, at)), type: 'STRING' },
      { name: 'era', data: rows.map(({ era }) => era), type: 'STRING' },
      ...FEATURES.map((name, k) => ({ name, data: rows.map(({ e, at }) => binOf(e, at, k)), type: 'INT32' as const })),
      { name: 'target', data: rows.map(({ e, at }) => targetOf(e, at)), type: 'DOUBLE' },
    ],
    { rowGroupSize: 70 },
  );
  const published = (column: string, from: number) => {
    const chosen = rows.filter(({ e }) => e >= from);
    return parquetOf([
      { name: 'id', data: chosen.map(({ era, at }) => idOf(era, at)), type: 'STRING' },
      { name: column, data: chosen.map(({ e, at }) => predictionOf(at, e + from)), type: 'DOUBLE' },
    ]);
  };
  await writeFile(join(folder, 'validation.parquet'), validation);
  await writeFile(join(folder, 'validation_example_preds.parquet'), published('prediction', 0));
  await writeFile(join(folder, 'meta_model.parquet'), published('meta_model', 3));
  await writeFile(join(folder, 'features.json'), JSON.stringify({ feature_sets: { medium: FEATURES } }));
}

const prediction = (e: number, at: number): number => 0.6 * targetOf(e, at) + 0.4 * predictionOf(at, 40 + e);
const csvOf = (
  eras: readonly number[],
  change: (line: string, e: number, at: number) => string = (line) => line,
): string =>
  `id,prediction\n${eras.flatMap((e) => Array.from({ length: STOCKS }, (_, at) => change(`${idOf(ERAS[e] as string, at)},${prediction(e, at)}`, e, at))).join('\n')}\n`;

describe('diagnostics', () => {
  let storage: SqlStorage;
  let desk: SubmissionDesk;
  let folder: string;
  let service: DiagnosticsService;
  before(async () => {
    storage = await openPglite(null);
    desk = await submissionDesk(storage.db);
    folder = await mkdtemp(join(tmpdir(), 'robata-release-'));
    await writeRelease(folder);
    service = diagnosticsService({
      db: storage.db,
      folder: desk.folder,
      uploads: desk.uploads,
      validation: () => validationFolder(folder),
      directions: async () => async (era) =>
        era === '0104' ? directionOfJson(await directionOfKit(kitOf(era))) : null,
      now: () => desk.clock.time,
    });
  });
  after(async () => {
    await desk.close();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });
  const run = async (content: string, { model = 1, tournament = 'classic' as 'classic' | 'signals' } = {}) => {
    const filename = await desk.upload(content, { kind: 'diagnostics', model });
    const created = await service.create({ account: 'ada', model, filename, tournament });
    assert.equal(created.status, 'pending');
    return service.runDiagnostics(created.id);
  };

  /** A small round: two staked models, two of whose stocks may be held long or short against each other. */
  function kitOf(era: string) {
    const ids = Array.from({ length: STOCKS }, (_, at) => idOf(era, at));
    return smallKit({
      ids,
      models: ['one', 'two'],
      predictions: [1, 2].map((seed) => Float64Array.from(ids, (_, at) => predictionOf(at, seed))),
      stakes: Float64Array.of(3, 1),
      returns: Float64Array.from(ids, (_, at) => (targetOf(3, at) - 0.5) / 10),
    });
  }

  it('reads the eras of a release: sorted by id, bins between 0 and 1, the meta model where it is published', async () => {
    const eras: ValidationEra[] = [];
    for await (const era of (await validationFolder(folder))?.eras() ?? []) eras.push(era);
    assert.deepEqual(
      eras.map(({ era }) => era),
      ERAS,
    );
    const fourth = eras[3] as ValidationEra;
    assert.deepEqual(
      fourth.ids,
      Array.from({ length: STOCKS }, (_, at) => idOf('0104', at)),
    );
    assert.equal(fourth.target[9], targetOf(3, 9));
    assert.equal(fourth.features.data[2 * STOCKS + 9], binOf(3, 9, 2));
    assert.equal(fourth.examplePredictions?.[9], predictionOf(9, 3));
    assert.equal(fourth.metaModel?.[9], predictionOf(9, 6));
    assert.equal(eras[0]?.metaModel, undefined);
    assert.equal(await validationFolder(join(folder, 'nothing')), null);
  });

  it('gives all figures, per era and by half, as the scoring room computes them', async () => {
    const done = await run(csvOf([0, 1, 2, 3, 4]));
    assert.deepEqual([done.status, done.message, done.progress], ['done', null, 1]);
    const expected: EraDiagnostics[] = [];
    for await (const { era: _, ids, ...era } of (await validationFolder(folder))?.eras() ?? []) {
      const e = expected.length;
      expected.push(diagnoseEra({ ...era, predictions: Float64Array.from(ids, (__, at) => prediction(e, at)) }));
    }
    const all = summarizeDiagnostics(expected);
    const { figures, firstHalf, secondHalf, eras } = done.report ?? assert.fail('no report');
    assert.equal(figures.erasAcceptedCount, 5);
    assert.equal(figures.validationCorrMean, all.mean);
    assert.equal(figures.validationMmcSharpe, all.mmc.sharpe);
    assert.equal(figures.validationCorrPlusMmcSharpeDiff, all.corrPlusMmcSharpeDifference);
    assert.equal(figures.validationFeatureNeutralCorrMean, all.featureNeutralMean);
    assert.ok((figures.validationCorrMean ?? 0) > 0.3, 'these predictions know the target');
    assert.equal(figures.trainedOnVal, true);
    const { standardError } = meanWithStandardError(
      expected.map(({ corr }) => corr),
      4,
    );
    assert.equal(figures.validationCorrMeanStandardError, standardError);
    assert.equal(figures.validationTb200Mean, null, '60 stocks have no 200 highest');
    assert.equal(firstHalf?.validationCorrMean, mean(expected.slice(0, 2).map(({ corr }) => corr)));
    assert.equal(secondHalf?.validationCorrMean, mean(expected.slice(2).map(({ corr }) => corr)));
    assert.deepEqual(
      eras.map(({ validationCorr }) => validationCorr),
      expected.map(({ corr }) => corr),
    );
    assert.deepEqual(
      eras.map(({ validationMmc2024 }) => validationMmc2024 === null),
      [true, true, true, false, false],
    );
  });

  it('estimates TC with the function that scores rounds, on the eras whose kit is published', async () => {
    const values = new Map(Array.from({ length: STOCKS }, (_, at) => [idOf('0104', at), prediction(3, at)]));
    const kit = kitOf('0104');
    const direction = directionOfJson(JSON.parse(JSON.stringify(await directionOfKit(kit))));
    const tc = estimateContribution(direction, values);
    assert.ok(tc > 0, `knowing the target contributes: ${tc}`);
    const opposite = new Map([...values].map(([id, value]) => [id, 1 - value]));
    assert.ok(Math.abs(estimateContribution(direction, opposite) + tc) < 1e-12, 'antisymmetric');
    const second = new Map(kit.problem.ids.map((id, at) => [id, predictionOf(at, 2)]));
    const scored = gradient(kit).contributions[1]?.tc as number;
    assert.equal(estimateContribution(direction, second), scored, 'a copy gets what the model got');
    const { report } = await run(csvOf([2, 3]));
    assert.deepEqual([report?.figures.validationTcMean, report?.figures.tcErasCount, report?.tcReason], [tc, 1, null]);
    const without = await run(csvOf([0, 1]));
    assert.equal(without.report?.figures.validationTcMean, null);
    assert.match(without.report?.tcReason ?? '', /resolved/);
  });

  it('fails with row, id and remedy, and stays failed', async () => {
    const part = await run(csvOf([1], (line, _, at) => (at === 7 ? '' : line)).replace('\n\n', '\n'));
    assert.equal(part.status, 'failed');
    assert.match(
      part.message ?? '',
      /^Era 0102 has 60 rows and the file 59 of them; id "e0102s0007" is missing\. Predict every row/,
    );
    const wild = await run(csvOf([1], (line, _, at) => (at === 7 ? line.replace(/,.*/, ',7') : line)));
    assert.match(wild.message ?? '', /^Row 8, column prediction: the value 7 is not between 0 and 1/);
    const live = await run('id,prediction\nn1,0.5\n');
    assert.match(live.message ?? '', /^None of the 1 ids, the first of them "n1", is of a validation era/);
    await assert.rejects(run(csvOf([1]), { tournament: 'signals' }), { code: 'no_validation_data' });
    assert.deepEqual(await service.runDiagnostics(live.id), live);
    const extra = await run(`${csvOf([1])}stranger,0.5\n`);
    assert.deepEqual([extra.status, extra.message], ['done', '1 rows are of no validation era and were left out.']);
  });

  it('lists the newest first, and rates against the latest run of each other model', async () => {
    for (let model = 2; model <= 7; model++) {
      await run(
        csvOf([0, 1, 2], (line, e, at) => line.replace(/,.*/, `,${predictionOf(at, 100 * model + e)}`)),
        { model },
      );
    }
    assert.deepEqual((await service.field('signals')).validationCorrMean, []);
    const field = (await service.field('classic')).validationCorrMean;
    assert.deepEqual([field.length, field], [7, field.toSorted((a, b) => a - b)]);
    const best = await run(csvOf([0, 1, 2]), { model: 8 });
    assert.equal(best.report?.ratings.validationCorrMeanRating, 6 / 7, 'better than all but the latest of model 1');
    const list = await service.diagnostics({ models: [7, 8] });
    assert.deepEqual(
      list.map(({ model }) => model),
      [8, 7],
    );
    assert.deepEqual(await service.diagnostics({ models: [8], id: best.id }), [best]);
    assert.deepEqual(await service.diagnostics({ models: [7], id: best.id }), [], "not another model's");
  });

  it('scores a history by ticker over the eras that Signals has, with the answer to each row, and says progress', async () => {
    const place = join(folder, 'signals');
    const days = ['2026-01-09', '2026-01-16'];
    const tickers = Array.from({ length: STOCKS }, (_, i) => `T${String(i).padStart(3, '0')}`);
    const targetAt = (e: number, i: number): number => ((i * 13 + 5 * e) % STOCKS) / STOCKS;
    for (const [e, day] of days.entries()) {
      const neutral = Float64Array.from(tickers, (_, i) => targetAt(e, i));
      await writeSignalsHistory(place, {
        day,
        tickers: tickers.toReversed(),
        ids: tickers.map((ticker) => `id-${ticker}`).reverse(),
        securities: Int32Array.from(tickers, (_, i) => i).reverse(),
        neutralizers: fromColumns([new Float64Array(STOCKS).fill(1)], STOCKS),
        neutralizerNames: ['market'],
        sampleWeights: new Float64Array(STOCKS).fill(1),
        targets: new Map([['janet_20', neutral.toReversed()]]),
        features: new Int8Array(0),
        featureNames: [],
        metaModel: e === 0 ? neutral.map((value) => 1 - value).reverse() : null,
      });
    }
    const signals = diagnosticsService({
      db: storage.db,
      folder: desk.folder,
      uploads: desk.uploads,
      validation: async () => null,
      signals: {
        history: () => signalsHistory(place),
        symbols: async () => ({ version: null, rows: [] }),
        // The round of the second day alone has resolved: it paid for the target.
        directions: async () => async (day) =>
          day === days[1]
            ? {
                ids: tickers.map((ticker) => `id-${ticker}`),
                values: Float64Array.from(tickers, (_, i) => targetAt(1, i) - 0.5),
              }
            : null,
      },
      directions: async () => async () => null,
      now: () => desk.clock.time,
    });
    const lines = days.flatMap((day, e) =>
      tickers.slice(e).map((ticker, i) => `${ticker},${day},${targetAt(e, i + e)}`),
    );
    const content = `numerai_ticker,date,signal\n${[...lines, `NOBODY,${days[0]},0.5`].join('\n')}\n`;
    const filename = await desk.upload(content, { kind: 'diagnostics', model: 9 });
    const { id } = await signals.create({ account: 'ada', model: 9, filename, tournament: 'signals' });
    const done = await signals.runDiagnostics(id);
    assert.deepEqual([done.status, done.progress, done.tournament], ['done', 1, 'signals']);
    assert.match(done.message ?? '', /1 of 120 rows do not count/);
    const { figures, eras, signals: own } = done.report ?? assert.fail();
    assert.deepEqual([figures.erasAcceptedCount, eras.map(({ era }) => era)], [2, days]);
    assert.ok((figures.validationCorrMean ?? 0) > 0.97 && (own?.scores.coveredCorr.mean ?? 0) > 0.97);
    assert.equal(own?.scores.alpha.mean, null, 'no raw target is known');
    assert.deepEqual(
      own?.eras.map(({ mmcSignals, tc }) => [mmcSignals !== null, tc !== null]),
      [
        [true, false],
        [false, true],
      ],
    );
    assert.deepEqual(
      [figures.tcErasCount, done.report?.tcReason, figures.validationTcMean],
      [1, null, own?.scores.tc.mean],
    );
    assert.ok((figures.validationTcMean ?? 0) > 1, 'ranked as the direction is');
    assert.ok((own?.corrWithMetaModel ?? 0) < -0.9, 'the meta model said the opposite');
    const beside = own?.metaModel?.coveredCorr ?? assert.fail();
    assert.ok(beside.eras === 1 && (beside.mean ?? 0) < -0.97 && (beside.lead ?? 0) > 1.9);
    assert.deepEqual(
      own?.eras.map(({ covered }) => covered),
      [STOCKS, STOCKS - 1],
    );
    assert.equal(own?.rows.unused[0]?.symbol, 'NOBODY');
    assert.deepEqual(await signals.diagnostics({ models: [9] }), [done]);
  });

  it('knows which way a figure is better, and says nothing of too few', () => {
    const figures = (validationCorrMean: number, validationCorrStd: number) =>
      ({ validationCorrMean, validationCorrStd }) as Parameters<typeof ratings>[0];
    const others = [1, 2, 3, 4].map((k) => figures(k, k));
    assert.equal(ratings(figures(9, 9), ratedField(others)).validationCorrMeanRating, null);
    const rated = ratings(figures(9, 9), ratedField([...others, figures(9, 9)]));
    assert.deepEqual([rated.validationCorrMeanRating, rated.validationCorrStdRating], [0.9, 0.1]);
  });
});
