import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, matrix } from '@robata/kernels';
import type { Era } from '../era.ts';
import { series, tinyPanel } from '../features/testing/tinyPanel.ts';
import { neutralizerMatrix } from './neutralizerMatrix.ts';

const N = 24;
/** Twelve stocks of oil, then ten of gas, then two of coal. */
const industryOf = (i: number) => (i < 12 ? 'Oil' : i < 22 ? 'Gas' : 'Coal');
const panel = tinyPanel(series(N, (i) => i).map((i) => ({ labels: { industry: industryOf(i) }, close: [1] })));
const feature = (name: string, sets: readonly ('small' | 'medium' | 'all')[]) => ({
  name,
  publishedName: name,
  family: '',
  formula: '',
  sets,
  recipe: 0,
  isSectorRelative: false,
});
const dummy = (isMember: (i: number) => boolean) => Float64Array.from({ length: N }, (_, i) => Number(isMember(i)));
const era: Era = {
  id: '0001',
  day: 0,
  columns: {
    features: [feature('a', ['medium', 'all']), feature('b', ['all'])],
    characteristics: [],
    exposures: ['market', 'sector:A', 'sector:B', 'sector:C', 'style:beta'],
  },
  ids: series(N, (i) => i).map(String),
  members: Int32Array.from({ length: N }, (_, i) => i),
  size: new Float64Array(N).fill(1),
  features: Int8Array.from({ length: 2 * N }, (_, i) => (i % 6) - 1),
  characteristics: matrix(N, 0),
  exposures: fromColumns([
    dummy(() => true),
    dummy((i) => i % 2 === 0),
    dummy((i) => i % 2 === 1),
    dummy(() => false),
    Float64Array.from({ length: N }, (_, i) => i / N),
  ]),
};

test('of the sectors that occur one is left out, because the constant is their sum', () => {
  const found = neutralizerMatrix(panel, era, ['sector', 'style:beta']);
  assert.equal(found.columns, 2);
  assert.deepEqual(column(found, 0), column(era.exposures, 1));
  assert.deepEqual(column(found, 1), column(era.exposures, 4));
});

test('industries count from ten names on', () => {
  const found = neutralizerMatrix(panel, era, ['industry']);
  assert.equal(found.columns, 2);
  assert.deepEqual(
    column(found, 0),
    dummy((i) => industryOf(i) === 'Gas'),
  );
});

test('of industries that make up a sector one is left out beside the sectors', () => {
  const labelled = (sectorOf: (i: number) => string | null) =>
    tinyPanel(
      series(N, (i) => i).map((i) => ({ labels: { industry: industryOf(i), sector: sectorOf(i) }, close: [1] })),
    );
  const industriesBeside = (sectorOf: (i: number) => string | null) =>
    neutralizerMatrix(labelled(sectorOf), era, ['sector', 'industry']).columns - 1;
  assert.equal(
    industriesBeside((i) => (i < 12 ? 'A' : 'B')),
    1,
    'oil alone is A; coal is too small to make up B with gas',
  );
  assert.equal(
    industriesBeside((i) => (i < 22 ? 'A' : 'B')),
    1,
    'oil and gas are A',
  );
  assert.equal(
    industriesBeside((i) => (i < 11 ? 'A' : 'B')),
    2,
    'oil is in two sectors',
  );
  assert.equal(
    industriesBeside((i) => (i === 3 ? null : i < 12 ? 'A' : 'B')),
    2,
    'one stock of oil is in none',
  );
});

test('medium features are centred bins with missing ones in the middle', () => {
  const found = neutralizerMatrix(panel, era, ['features:medium']);
  assert.equal(found.columns, 1);
  assert.deepEqual([...column(found, 0).subarray(0, 6)], [0, -2, -1, 0, 1, 2]);
});

test('what the data lack falls away, a wrong name does not', () => {
  assert.equal(neutralizerMatrix(panel, era, ['style:issuance', 'country:non-US']).columns, 0);
  assert.throws(() => neutralizerMatrix(panel, era, ['beta']), RangeError);
});
