import assert from 'node:assert/strict';
import test from 'node:test';
import { changeOf, dayOfModel, meanOf } from './newsFigures.ts';

const standing = (day: number, corr: number | null, before: number | null | undefined) => ({
  round: 1,
  eraDay: '2024-01-05',
  day,
  horizonDays: 20,
  scores: { corr, tc: null },
  before: before === undefined ? null : { corr: before, tc: null },
});

test('a change is from the day before, on the first day from nothing, and unknown where a score is', () => {
  assert.equal(changeOf(standing(2, 0.5, 0.25), 'corr'), 0.25);
  assert.equal(changeOf(standing(1, 0.5, undefined), 'corr'), 0.5);
  assert.equal(changeOf(standing(7, 0.5, undefined), 'corr'), null);
  assert.equal(changeOf(standing(2, 0.5, null), 'corr'), null);
  assert.equal(changeOf(standing(2, null, 0.5), 'corr'), null);
});

test("a model's day is the mean of its rounds under way, what is unknown left out", () => {
  const underWay = [standing(2, 0.5, 0.25), standing(1, 0.25, undefined), standing(1, null, undefined)];
  const day = dayOfModel({
    model: 'm',
    underWay: underWay.map((one) => ({ ...one, atRisk: '10.5' })),
    lastResolved: null,
  });
  assert.deepEqual([day.rounds, day.corr, day.corrChange, day.tc, day.atRisk], [3, 0.375, 0.25, null, '31.50']);
  assert.equal(meanOf([]), null);
});
