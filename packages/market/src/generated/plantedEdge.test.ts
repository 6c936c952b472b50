import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plantedEdge } from './plantedEdge.ts';

test('the page text says that the edge is planted, and its size', () => {
  assert.match(plantedEdge.description, /planted/);
  assert.match(plantedEdge.description, /IC of \.030/);
  assert.ok(Math.abs(plantedEdge.informationCoefficient - 0.0303) < 0.0001);
});
