import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, chart, ticksOf } from './svg.ts';

test('ticks are round numbers within the axis', () => {
  const ticks = ticksOf({ from: -0.012, to: 0.031 }).map((value) => Number(value.toFixed(6)));
  assert.deepEqual(ticks, [-0.01, 0, 0.01, 0.02, 0.03]);
  assert.deepEqual(ticksOf({ from: 0, to: 20 }), [0, 5, 10, 15, 20]);
});

test('an axis holds its values and 0, and what is not a number does not matter', () => {
  const { from, to } = around([2, Number.NaN, 4]);
  assert.equal(from, 0);
  assert.ok(to > 4);
  assert.ok(around([-1, -2]).from < -2);
});

test('a chart draws marks at their places, clips error bars and escapes words', () => {
  const text = chart({
    title: 'a < b & "c"',
    width: 184,
    height: 200,
    x: { label: 'x', from: 0, to: 1 },
    y: { label: 'y', from: 0, to: 1 },
    layers: [
      { kind: 'points', name: 'p', color: 0, marks: [{ x: 0.5, y: 0.5, up: 9 }] },
      {
        kind: 'line',
        name: '',
        color: 1,
        marks: [
          { x: 0, y: 0 },
          { x: 1, y: Number.NaN },
          { x: 1, y: 1 },
        ],
      },
    ],
  });
  assert.match(text, /a &lt; b &amp; &quot;c&quot;/);
  // The plane is 66…166 wide and 52…152 high.
  assert.match(text, /cx="116.0" cy="102.0"/);
  assert.match(text, /class="e c0" x1="116.0" y1="152.0" x2="116.0" y2="52.0"/);
  assert.match(text, /points="66.0,152.0 166.0,52.0"/);
  assert.doesNotMatch(text, /NaN/);
});
