import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPredictions } from './checkPredictions.ts';
import { splitPredictions } from './splitPredictions.ts';

const csv = (text: string): Blob => new Blob([text]);

test('a file of several models becomes one file for each, with every digit and gap that it had', async () => {
  const text = '\ufeffera,id,ridge,trees\r\nX,n1,0.1234567890123456,1e-7\r\nX,n2,,0.5\r\n';
  const split = await splitPredictions(csv(text), 'classic');
  assert.ok(split.state === 'split');
  const files = await Promise.all(split.columns.map(async ({ column, file }) => [column, await file.text()]));
  assert.deepEqual(files, [
    ['ridge', 'id,prediction\nn1,0.1234567890123456\nn2,\n'],
    ['trees', 'id,prediction\nn1,1e-7\nn2,0.5\n'],
  ]);
  for (const { file } of split.columns.slice(1)) {
    assert.equal((await checkPredictions(file, { tournament: 'classic', rounds: null })).state, 'fine');
  }
});

test('an ordinary file, and one that is none, is left as it is', async () => {
  for (const text of [
    'id,prediction\nn1,0.5\n',
    'id,era,prediction\nn1,X,0.5\n',
    'id,prediction,target\nn1,1,1\n',
    'Unnamed: 0,id,ridge\n0,n1,1\n',
    'a,b,c\n1,2,3\n',
    '',
    'PAR1 and no more',
  ]) {
    assert.deepEqual(await splitPredictions(csv(text), 'classic'), { state: 'single' }, text);
  }
  assert.deepEqual(await splitPredictions(new Blob([new Uint8Array([0x50, 0x4b, 3, 4])]), 'classic'), {
    state: 'single',
  });
});

test('a column that holds no numbers is refused with its row and name', async () => {
  const split = await splitPredictions(csv('id,ridge,comment\nn1,0.5,fine\n'), 'classic');
  assert.ok(split.state === 'refused');
  assert.match(split.message, /Row 1, column comment: "fine" is not a number/);
});

test('more columns than are taken at once are refused', async () => {
  const names = Array.from({ length: 101 }, (_, at) => `m${at}`);
  const split = await splitPredictions(csv(`id,${names.join(',')}\nn1${',0.5'.repeat(101)}\n`), 'classic');
  assert.ok(split.state === 'refused');
  assert.match(split.message, /101 columns of predictions; 100/);
});
