import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placebo } from './placebo.ts';
import { FEATURES, OF_TC, toyEras } from './testing/toyEras.ts';
import { figureOf, figuresOf, foldsOf, joined, movedExposures, walkForward } from './walkForward.ts';

const eras = toyEras({ eras: 60, tc: () => 0.03, noise: 5e-4 });
const cuts = { folds: 3, firstShare: 0.5, embargo: 6 };

test('folds train on all that came before an embargo, and their tests follow each other without a gap', () => {
  const folds = foldsOf(eras, cuts);
  assert.deepEqual(
    folds.map(({ training, test }) => [training.length, test[0]?.era, test.at(-1)?.era]),
    [
      [30, '0036', '0043'],
      [38, '0044', '0051'],
      [46, '0052', '0059'],
    ],
  );
  assert.ok(folds.every(({ training }) => training[0] === eras[0]));
  assert.throws(() => foldsOf(eras.slice(0, 14), cuts), /14 eras are too few for 3 folds/);
});

test('walk-forward tells what training gained in eras it has not seen', () => {
  const results = [...walkForward(foldsOf(eras, cuts))];
  const all = joined(results.map(({ outOfSample }) => outOfSample));
  assert.deepEqual(
    results.map(({ inSample, outOfSample }) => [inSample.ridge.length, outOfSample.last.length]),
    [
      [30, 8],
      [38, 8],
      [46, 8],
    ],
  );
  const gain = figureOf(all, 'stopped', 'tc', 'ridge');
  assert.ok(gain.mean > 5 * gain.standardError && gain.mean > 0.01);
  const { ridge, stopped } = figuresOf(all);
  assert.ok(Math.abs(stopped.tc.mean - ridge.tc.mean - gain.mean) < 1e-12);
  assert.equal(ridge.overRidge.corr.mean, 0);
  assert.ok(Math.abs(ridge.corrWithRidge.mean - 1) < 1e-12);
  assert.ok(stopped.corr.mean < ridge.corr.mean, 'it leaves the target behind');
  const names = Array.from({ length: FEATURES }, (_, j) => `feature ${j}`);
  const [most] = movedExposures(all, 'stopped', names, 1);
  assert.equal(most?.feature, `feature ${OF_TC}`);
  assert.ok(most.trained > most.ridge + 0.3);
});

test('a placebo turns signs in blocks, the same ones for the same seed', () => {
  const turned = placebo(eras, 3);
  const signs = turned.map(({ direction }, at) => Math.sign((direction[0] as number) * (eras[at]?.direction[0] ?? 0)));
  assert.deepEqual(new Set(signs), new Set([-1, 1]));
  for (let at = 0; at < 60; at++) assert.equal(signs[at], signs[at - (at % 5)]);
  assert.deepEqual(placebo(eras, 3), turned);
  assert.notDeepEqual(placebo(eras, 4), turned);
  const { direction } = turned[0] ?? assert.fail();
  assert.deepEqual(direction.map(Math.abs), eras[0]?.direction.map(Math.abs));
});
