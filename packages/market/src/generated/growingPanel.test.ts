import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Security } from '../panel.ts';
import { GrowingPanel } from './growingPanel.ts';

const security = (id: string): Security => ({
  id,
  ticker: id,
  name: null,
  exchange: null,
  sector: null,
  industry: null,
  country: null,
  isFund: false,
  company: null,
});
const cell = (x: number) => ({ close: x, adjustment: 2 * x, volume: 3 * x, shares: 4 * x });

test('cells stay where they belong while days and securities outgrow the capacity', () => {
  const panel = new GrowingPanel(1, 1);
  for (let day = 0; day < 9; day += 1) {
    panel.addDay(`day ${day}`);
    const row = panel.addSecurity(security(`S${day}`));
    for (let r = 0; r <= row; r += 1) panel.set(r, cell(100 * r + day));
  }
  const { close, adjustment, volume, shares, stride, days } = panel.snapshot();
  for (let r = 0; r < 9; r += 1) {
    for (let day = 0; day < days.length; day += 1) {
      const expected = day >= r ? 100 * r + day : Number.NaN;
      const at = r * stride + day;
      assert.deepEqual(
        [close[at], adjustment[at], volume?.[at], shares?.[at]],
        [expected, 2 * expected, 3 * expected, 4 * expected],
      );
    }
  }
});

test('a snapshot keeps its days, securities and cells, whether or not the growth needed new arrays', () => {
  for (const capacity of [1, 100]) {
    const panel = new GrowingPanel(capacity, capacity);
    panel.addSecurity(security('A'));
    panel.addDay('monday');
    panel.set(0, cell(1));
    const before = panel.snapshot();
    assert.equal(panel.snapshot(), before);
    panel.addDay('tuesday');
    panel.addSecurity(security('B'));
    panel.set(0, cell(2));
    panel.set(1, cell(3));
    assert.deepEqual(before.days, ['monday']);
    assert.equal(before.securities.length, 1);
    assert.equal(before.close[0], 1);
    const after = panel.snapshot();
    assert.deepEqual(after.days, ['monday', 'tuesday']);
    assert.equal(after.close[after.stride + 1], 3);
    assert.ok(Number.isNaN(after.close[after.stride]));
  }
});
