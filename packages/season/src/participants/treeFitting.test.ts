import assert from 'node:assert/strict';
import test from 'node:test';
import { fitBoostedTrees } from './boostedTrees.ts';
import { toyEra } from './testing/toyMarket.ts';
import { type TreeFit, treeFitting } from './treeFitting.ts';

const COLUMNS = 9;
const eras = Array.from({ length: 3 }, (_, position) => {
  const { features, targets } = toyEra(position, 300, COLUMNS, ['nomi_20']);
  return { features, target: targets.get('nomi_20') as Float64Array };
});
const columns = Array.from({ length: COLUMNS }, (_, j) => j);
const fits = Array.from({ length: 5 }, (_, k): TreeFit => ({ eras, columns, boosting: { trees: 5 + k, seed: k } }));
const expected = fits.map(({ boosting }) => fitBoostedTrees(eras, columns, boosting));

test('trees are the same whoever fits them', async (context) => {
  for (const threads of [1, 2, 4]) {
    const fitting = treeFitting(threads);
    context.after(() => fitting.stop());
    assert.deepEqual(await fitting.fit(fits), expected);
    assert.deepEqual(await fitting.fit(fits.slice(2)), expected.slice(2), 'again, in warm threads');
    assert.deepEqual(await fitting.fit([]), []);
  }
});

test('a fit that cannot be is told to who asked, whichever thread had it', async (context) => {
  const fitting = treeFitting(2);
  context.after(() => fitting.stop());
  const wrong: TreeFit = { eras, columns, boosting: { depth: 0 } };
  await assert.rejects(fitting.fit([wrong, wrong, wrong]), /depth/);
});
