import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { column } from '@robata/kernels';
import {
  type ClosingInput,
  diagnoseSignals,
  isSignals,
  roundDirections,
  SIGNALS_HISTORY_FOLDER,
  type SignalsHistory,
  signalsHistory,
} from '@robata/tournament';
import { BROWSER_DECOMPRESSORS, readHere, SIGNALS_DIAGNOSTICS_FORMAT } from '@robata/tournament/diagnostics';
import { type SmallSeason, smallSeason } from './testing/smallSeason.ts';

const NO_MAP = { version: null, rows: [] };
/** Scores of a live round that diagnostics give too. Not FNCv4: as many features as these few stocks leave it rounding alone. */
const KEYS = ['alpha', 'corrFilled', 'coveredCorr', 'corrSignals', 'ic', 'ric'] as const;
/** Against predictions that are not published by ticker: told to five decimals. */
const TOLD = ['mmcSignals', 'tc'] as const;

describe('the history of a Signals season', () => {
  const closings: ClosingInput[] = [];
  let folder: string;
  let season: SmallSeason;
  let history: SignalsHistory;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robata-history-'));
    season = await smallSeason({
      models: 0,
      signals: 6,
      rounds: 3,
      seed: 5,
      input: { datasetFolder: folder, onClosing: (closing) => closings.push(closing) },
    });
    history = (await signalsHistory(join(folder, 'signals', SIGNALS_HISTORY_FOLDER))) as SignalsHistory;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const diagnosed = async (csv: string) =>
    diagnoseSignals(
      await readHere(new TextEncoder().encode(csv), SIGNALS_DIAGNOSTICS_FORMAT, BROWSER_DECOMPRESSORS),
      history,
      { symbols: NO_MAP, directionOf: await roundDirections(season.storage, season.blobs).ofDays() },
    );

  it('has the eras of the rounds, beside the release and not in it', async () => {
    const rounds = await season.storage.rounds();
    assert.deepEqual(history.days, rounds.map(({ eraDay }) => eraDay).toSorted());
    assert.deepEqual(
      await readdir(join(folder, 'signals', SIGNALS_HISTORY_FOLDER)),
      history.days.map((day) => `${day}.parquet`),
    );
    for (const day of history.days) {
      const era = await history.read(day);
      assert.deepEqual(era.tickers, era.tickers.toSorted());
      assert.deepEqual([...era.targets.keys()], ['raw_20', 'janet_20']);
      const columns = era.features.length / era.tickers.length + era.neutralizerNames.length;
      assert.ok(columns >= era.tickers.length, `${columns} columns, ${era.tickers.length} stocks`);
    }
  });

  it('gives each participant the scores that its rounds gave it', async () => {
    const models = (await season.storage.models()).filter((model) => isSignals(model));
    let participants = 0;
    for (const model of models) {
      if (participants === 2) break;
      const lines: string[] = [];
      for (const { round, securities, models: names, predictions } of closings) {
        const place = names.indexOf(model.name);
        if (place < 0) continue;
        const day = (await season.storage.round(round))?.eraDay as string;
        const { tickers, securities: numbers } = await history.read(day);
        const tickerOf = new Map(Array.from(numbers, (number, i) => [number, tickers[i]]));
        column(predictions, place).forEach((value, i) => {
          if (value === value) lines.push(`${tickerOf.get(securities[i] as number)},${day},validation,${value}`);
        });
      }
      if (lines.length === 0) continue;
      participants += 1;
      const { report, message } = await diagnosed(`numerai_ticker,friday_date,data_type,signal\n${lines.join('\n')}\n`);
      assert.equal(message, null);
      const scored = new Map(report.signals?.eras.map((era) => [era.era, era]));
      let compared = 0;
      for (const record of await season.storage.rounds()) {
        const [row] = await season.storage.scores({ round: record.number, model: model.id, latestOnly: true });
        const era = scored.get(record.eraDay);
        if (row === undefined || era === undefined) continue;
        for (const key of [...KEYS, ...TOLD]) {
          const live = row.values[record.columns.findIndex((each) => each.key === key)] as number;
          assert.ok(
            Math.abs(live - (era[key] ?? Number.NaN)) < (TOLD.some((told) => told === key) ? 5.1e-6 : 1e-12),
            `${model.name}, ${record.eraDay}, ${key}: ${live} and ${era[key]}`,
          );
          compared += 1;
        }
      }
      assert.equal(compared, (KEYS.length + TOLD.length) * scored.size, model.name);
      const beside = report.signals?.metaModel?.alpha ?? assert.fail('no Signals meta model');
      assert.equal(beside.eras, scored.size);
    }
    assert.equal(participants, 2);
  });

  it('answers each row that does not count, and leaves other days out', async () => {
    const [first = '', second = ''] = history.days;
    const { tickers } = await history.read(first);
    const compact = first.replaceAll('-', '');
    const lines = tickers.slice(0, 60).map((ticker, i) => `${ticker},${compact},validation,${(i + 0.5) / 60}`);
    const { report, message } = await diagnosed(
      [
        'ticker,friday_date,data_type,signal',
        ...lines,
        `NOBODY,${compact},validation,0.5`,
        `${tickers[61]},${compact},validation,7`,
        `${tickers[62]},${second},validation,0.5`,
        `${tickers[63]},1999-01-01,train,0.5`,
        `${tickers[64]},${first},live,0.5`,
        '',
      ].join('\n'),
    );
    const { rows, eras, coverage } = report.signals ?? assert.fail();
    assert.deepEqual([eras.length, eras[0]?.covered, coverage], [1, 60, 60 / tickers.length]);
    assert.deepEqual(
      [rows.total, rows.other, rows.totals.used, rows.totals.unmatched, rows.totals.out_of_range, rows.erasUnscored],
      [65, 2, 61, 1, 1, 1],
    );
    assert.deepEqual(
      rows.unused.map(({ row, status }) => [row, status]),
      [
        [61, 'unmatched'],
        [62, 'out_of_range'],
      ],
    );
    assert.match(message ?? '', /2 of 65 rows do not count.*2 rows are of no era.*1 eras have fewer/);
    await assert.rejects(diagnosed(`ticker,signal\n${tickers[0]},0.5\n`), { code: 'invalid_submission_headers' });
    await assert.rejects(diagnosed(`ticker,date,signal\n${tickers[0]},1999-01-01,0.5\n`), /No era can be scored/);
    await assert.rejects(diagnosed(`ticker,date,data_type,signal\n${tickers[0]},${first},tomorrow,0.5\n`), /tomorrow/);
  });
});
