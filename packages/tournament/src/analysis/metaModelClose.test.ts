import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metaModelClose } from './metaModelClose.ts';
import { weightConcentration } from './weightConcentration.ts';

const signal = (securities: readonly number[], values: readonly number[]) => ({
  securities: Int32Array.from(securities),
  metaModel: Float64Array.from(values),
});

it('says how the weights are shared out by model, account and data version', () => {
  const members = ['a', 'a', 'b', 'c'].map((account, at) => ({ account, dataVersion: at === 2 ? 4 : null }));
  const now = signal([1, 2], [-1, 1]);
  const made = metaModelClose({ round: 1, members, stakes: Float64Array.of(1, 2, 1, 0), now, previous: null });
  assert.deepEqual(made.models, weightConcentration([2, 1, 1]));
  assert.deepEqual([made.models.holders, made.models.top1, made.models.herfindahl], [3, 0.5, 0.375]);
  assert.deepEqual([made.accounts.holders, made.accounts.top1, made.accounts.effectiveNumber], [2, 0.75, 1.6]);
  assert.deepEqual(made.dataVersions, [
    { version: '4', models: 1, weight: 0.25 },
    { version: null, models: 2, weight: 0.75 },
  ]);
  assert.deepEqual([made.churn, made.turnover], [null, null]);
});

it('lists the versions that have a cohort, the newest first: an upload may name any it likes', () => {
  const members = Array.from({ length: 12 }, (_, at) => ({ account: `${at}`, dataVersion: at === 11 ? null : at + 1 }));
  const stakes = Float64Array.from(members, (_, at) => (at < 4 ? 1 : 10 + at));
  const { dataVersions } = metaModelClose({
    round: 1,
    members,
    stakes,
    now: signal([1, 2], [-1, 1]),
    previous: null,
  });
  assert.deepEqual(
    dataVersions.map(({ version }) => version),
    ['11', '10', '9', '8', '7', '6', '5', null],
  );
});

it('trades the whole book where it is reversed, nothing where it is kept, and half where half of the stocks are new', () => {
  const turned = (now: ReturnType<typeof signal>, previous: ReturnType<typeof signal>) =>
    metaModelClose({ round: 2, members: [], stakes: new Float64Array(0), now, previous });
  const before = signal([1, 2, 3, 4], [-1, -1, 1, 1]);
  assert.deepEqual(turned(signal([4, 3, 2, 1], [1, 1, -1, -1]), before).turnover, 0);
  assert.deepEqual(turned(signal([1, 2, 3, 4], [1, 1, -1, -1]), before).turnover, 1);
  assert.deepEqual(turned(signal([1, 3, 5, 6], [-1, 1, 1, -1]), before).turnover, 0.5);
  assert.deepEqual(turned(signal([7, 8], [1, -1]), before).turnover, null, 'no stock in common');
  assert.ok(Math.abs((turned(signal([1, 2, 3, 4], [1, 1, -1, -1]), before).churn ?? 0) - 2) < 1e-9);
});

it('has no concentration of nothing', () => {
  const none = { holders: 0, top1: 0, top10: 0, top50: 0, herfindahl: 0, effectiveNumber: 0 };
  assert.deepEqual(weightConcentration([0, 0]), none);
});
