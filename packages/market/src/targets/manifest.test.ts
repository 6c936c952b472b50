import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_TARGETS, DEFAULT_TARGET, targetManifest } from './manifest.ts';

test('the default target is janet over 20 days with lag 2, neutral after ranking', () => {
  const manifest = targetManifest('janet', 20);
  assert.equal(manifest.name, DEFAULT_TARGET);
  assert.equal(manifest.order, 'after-rank');
  assert.equal(manifest.lagDays, 2);
  assert.deepEqual(manifest.bins, [0.05, 0.2, 0.5, 0.2, 0.05]);
});

test('nomi keeps the public order, and the other order has a name of its own', () => {
  assert.equal(targetManifest('nomi', 60).order, 'before-rank');
  assert.equal(targetManifest('nomi', 20, 'after-rank').name, 'nomi_20_after_rank');
  assert.equal(targetManifest('janet', 20, 'before-rank').name, 'janet_20_before_rank');
  assert.equal(targetManifest('janet', 20, 'after-rank').name, 'janet_20');
});

test('each recipe takes in the one before it', () => {
  const neutralizers = (kind: 'nomi' | 'jerome' | 'janet' | 'alan' | 'george') => targetManifest(kind, 20).neutralizers;
  const isWithin = (small: readonly string[], large: readonly string[]) => small.every((name) => large.includes(name));
  assert.ok(isWithin(neutralizers('nomi'), neutralizers('jerome')));
  assert.ok(isWithin(neutralizers('jerome'), neutralizers('janet')));
  assert.ok(isWithin(neutralizers('janet'), neutralizers('alan')));
  assert.ok(isWithin(neutralizers('alan'), neutralizers('george')));
});

test('all targets are sixteen, with names of their own', () => {
  assert.equal(new Set(ALL_TARGETS.map(({ name }) => name)).size, 16);
});
