import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReleaseEra } from './releaseEra.ts';
import { TargetCorrelationsBuilder } from './targetCorrelations.ts';

const era = (targets: Record<string, readonly number[]>): ReleaseEra => ({
  era: '0001',
  ids: [],
  features: new Int8Array(0),
  targets: new Map(Object.entries(targets).map(([name, values]) => [name, Float64Array.from(values)])),
});

test('means and standard errors are those of the eras, by hand', () => {
  const builder = new TargetCorrelationsBuilder(['a', 'b']);
  builder.add(era({ a: [1, 2, 3], b: [1, 2, 3] }));
  builder.add(era({ a: [1, 2, 3], b: [1, 3, 2] }));
  const { names, eras, means, standard_errors } = builder.build();
  assert.deepEqual(names, ['a', 'b']);
  assert.deepEqual(eras, [
    [2, 2],
    [2, 2],
  ]);
  // Correlations 1 and ½: mean ¾, sd √(2·¼²) = .3536, over √2 eras ¼.
  assert.ok(Math.abs((means[0]?.[1] ?? 0) - 0.75) < 1e-12);
  assert.equal(means[1]?.[0], means[0]?.[1]);
  assert.ok(Math.abs((standard_errors[0]?.[1] ?? 0) - 0.25) < 1e-9);
  assert.ok(Math.abs((means[1]?.[1] ?? 0) - 1) < 1e-12);
});

test('rows without one of the two, constant columns and unknown targets count nowhere', () => {
  const builder = new TargetCorrelationsBuilder(['a', 'b', 'c']);
  builder.add(era({ a: [1, 2, Number.NaN, 3], b: [-1, -2, 9, -3] }));
  builder.add(era({ a: [1, 1, 1], b: [1, 2, 3] }));
  builder.add({ ...era({}), targets: null });
  const { eras, means, standard_errors } = builder.build();
  assert.ok(Math.abs((means[0]?.[1] ?? 0) + 1) < 1e-12);
  assert.equal(eras[0]?.[1], 1);
  assert.equal(standard_errors[0]?.[1], null);
  assert.equal(means[0]?.[2], null);
  assert.equal(eras[1]?.[1], 2);
});
