import assert from 'node:assert/strict';
import test from 'node:test';
import type { OwnModel } from '@robata/client';
import { type Draft, type DraftState, draftsAfter, isRepeated, modelOfFile, readyDrafts } from './drafts.ts';

const model = (name: string): OwnModel => ({
  id: `id of ${name}`,
  number: 1,
  name,
  tournament: 'classic',
  bio: '',
  linkUrl: null,
  linkText: null,
  insertedAt: '2026-01-01T00:00:00Z',
});
const models = [model('ridge'), model('ridge_large'), model('trees')];
const file = (name: string): File => new File(['id,prediction\n'], name);
const added = (...names: string[]) => draftsAfter([], { act: 'add', files: names.map(file), models });
const FINE: DraftState = {
  is: 'checked',
  against: '',
  result: { state: 'fine', rows: 1, round: 1, isLate: false, stocks: 1, leftOut: 0, report: null },
};

test('a file is for the model whose name it bears, the longest such', () => {
  assert.equal(modelOfFile('RIDGE_LARGE-2026.csv', models), 'id of ridge_large');
  assert.equal(modelOfFile('ridge.parquet', models), 'id of ridge');
  assert.equal(modelOfFile('predictions.csv', models), null);
  assert.equal(modelOfFile('predictions.csv', models.slice(0, 1)), 'id of ridge');
  assert.equal(modelOfFile('predictions.csv', []), null);
});

test('of several files the one without a name goes to the only model that is left', () => {
  assert.deepEqual(
    added('ridge_large.csv', 'trees.csv', 'predictions.csv').map(({ modelId }) => modelId),
    ['id of ridge_large', 'id of trees', 'id of ridge'],
  );
});

test('ids are never used twice, whatever is removed and copied', () => {
  let drafts = added('ridge.csv', 'trees.csv');
  drafts = draftsAfter(drafts, { act: 'copy', id: 1 });
  assert.deepEqual(
    drafts.map(({ id, modelId }) => [id, modelId]),
    [
      [1, 'id of ridge'],
      [3, null],
      [2, 'id of trees'],
    ],
  );
  drafts = draftsAfter(draftsAfter(drafts, { act: 'remove', id: 1 }), { act: 'add', files: [file('x.csv')], models });
  assert.equal(new Set(drafts.map(({ id }) => id)).size, 3);
});

test('columns of one file are drafts of their own, each for the model that it is named after', () => {
  const drafts = draftsAfter([], {
    act: 'add',
    files: ['trees.csv', 'ridge_large.csv'].map(file),
    columnOf: 'all.parquet',
    models,
  });
  assert.deepEqual(
    drafts.map(({ columnOf, modelId }) => [columnOf, modelId]),
    [
      ['all.parquet', 'id of trees'],
      ['all.parquet', 'id of ridge_large'],
    ],
  );
});

test('only what is checked, has a model and is the first for it can be sent; what failed can be tried again', () => {
  const at = (drafts: readonly Draft[], id: number, state: DraftState) =>
    draftsAfter(drafts, { act: 'state', id, state });
  let drafts = added('ridge.csv', 'ridge again.csv', 'trees.csv');
  assert.deepEqual(readyDrafts(drafts), []);
  drafts = at(at(at(drafts, 1, FINE), 2, FINE), 3, { is: 'failed', sentence: 'no connection' });
  assert.deepEqual(
    readyDrafts(drafts).map(({ id }) => id),
    [1, 3],
  );
  assert.equal(isRepeated(drafts, drafts[1] as Draft), true);
  const refused = {
    is: 'checked',
    against: '',
    result: { state: 'refused', code: '', message: '', remedy: null, report: null },
  } as const;
  assert.deepEqual(
    readyDrafts(at(drafts, 3, refused)).map(({ id }) => id),
    [1],
  );
  assert.deepEqual(
    readyDrafts(at(drafts, 1, refused)).map(({ id }) => id),
    [2, 3],
    'a refused file does not keep a good one of its model from being sent',
  );
  drafts = draftsAfter(drafts, { act: 'model', id: 1, modelId: 'id of trees' });
  assert.deepEqual(drafts[0]?.state, { is: 'waiting' }, 'another model is another check');
});
