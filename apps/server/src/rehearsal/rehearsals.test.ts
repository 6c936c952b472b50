import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { configurationBook, memoryStorage, type Rehearsal } from '@robata/tournament';
import { rehearsals } from './rehearsals.ts';

const act = { author: 'olga', time: '2026-01-01T00:00:00Z' };
const size = { rounds: 2, models: 3, universe: 100, seed: 1 };
const now = () => new Date('2026-01-01T00:00:00Z');

async function desk(program: readonly string[] | null) {
  const storage = memoryStorage();
  const configuration = configurationBook(storage);
  const { hash } = await configuration.propose({ changes: { 'payout.clip': '0.02' }, reason: 'x', ...act });
  const faults: unknown[] = [];
  const open = () => rehearsals({ storage, configuration, program, now, onFault: (error) => faults.push(error) });
  return { configuration, hash, faults, open, ...open() };
}

async function until(
  last: () => Promise<Rehearsal | null>,
  isOver: (rehearsal: Rehearsal) => boolean,
): Promise<Rehearsal> {
  // Two real seasons are played meanwhile.
  for (let looks = 0; looks < 6_000; looks++) {
    const found = await last();
    if (found !== null && isOver(found)) return found;
    await sleep(50);
  }
  throw new Error('it did not end');
}
const isOver = ({ state }: Rehearsal): boolean => state !== 'running';

/** A program that prints its rules instead of playing: node itself. */
const saying = (script: string): readonly string[] => [process.execPath, '-e', script];

test('one is played at a time, it can be cancelled, and its process is gone then', async () => {
  const { start, cancel, last, hash, faults } = await desk(saying('setInterval(() => {}, 1000)'));
  assert.equal((await start({ hash, size, by: 'olga' })).state, 'running');
  await assert.rejects(start({ hash, size, by: 'olga' }), { code: 'rehearsal_running' });
  const ended = await cancel();
  assert.deepEqual([ended.state, ended.sentence, ended.present], ['cancelled', 'It was cancelled.', null]);
  assert.deepEqual(await last(), ended);
  await assert.rejects(cancel(), { code: 'no_rehearsal' });
  assert.deepEqual(faults, []);
});

test('what the season says when it is refused is what an operator reads', async () => {
  const { start, last, hash } = await desk(saying("console.error('robata season: too few stocks.'); process.exit(1)"));
  await start({ hash, size, by: 'olga' });
  const ended = await until(last, isOver);
  assert.deepEqual([ended.state, ended.sentence], ['failed', 'robata season: too few stocks.']);
});

test('a proposal that is not there any more, a size beyond the limits and a server without seasons are refused', async () => {
  const { start, hash } = await desk(saying('0'));
  await assert.rejects(start({ hash: 'x', size, by: 'olga' }), { code: 'other_proposal' });
  await assert.rejects(start({ hash, size: { ...size, rounds: 500 }, by: 'olga' }), {
    code: 'rehearsal_size',
    field: 'rounds',
  });
  const without = await desk(null);
  await assert.rejects(without.start({ hash: without.hash, size, by: 'olga' }), { code: 'no_rehearsals' });
});

test('a program that is not there fails, and a server that was stopped hard says so to the next one', async () => {
  const missing = await desk(['/nowhere/robata']);
  await missing.start({ hash: missing.hash, size, by: 'olga' });
  assert.equal((await until(missing.last, isOver)).state, 'failed');
  const { start, stop, hash, open } = await desk(saying('setInterval(() => {}, 1000)'));
  await start({ hash, size, by: 'olga' });
  assert.match((await open().last())?.sentence ?? '', /The server stopped/);
  await stop();
});

const ROBATA = new URL('../../../cli/bin/robata.js', import.meta.url);

test('two real seasons differ in what the proposal changes: a lower limit of payouts pays less, and the portfolio is the same', {
  skip: !existsSync(ROBATA),
}, async () => {
  const { start, last, hash } = await desk([process.execPath, ROBATA.pathname]);
  await start({ hash, size, by: 'olga' });
  const { state, sentence, present, proposed } = await until(last, isOver);
  assert.deepEqual([state, sentence], ['done', null]);
  assert.ok(present !== null && proposed !== null);
  assert.ok(Number(proposed.paid) < Number(present.paid), `${proposed.paid} of ${present.paid}`);
  assert.deepEqual(
    [proposed.turnover, proposed.predictedVolatility, proposed.gross, proposed.metaModelCorr !== null],
    [present.turnover, present.predictedVolatility, present.gross, true],
  );
});
