import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALIASES, DEFINITIONS, findDefinition } from './definitions.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

const n = 450;
const inputs = {
  predictions: randomMatrix(n, 3, 1),
  features: randomMatrix(n, 5, 2),
  metaModel: randomVector(n, 3),
  benchmark: randomVector(n, 4),
  stakes: [1, 2, 3],
  neutralizers: randomMatrix(n, 4, 5),
  sampleWeights: randomVector(n, 6),
};

test('every definition scores every model and says what it is', () => {
  for (const [id, definition] of DEFINITIONS) {
    assert.equal(definition.id, id);
    assert.ok(definition.name && definition.formula && definition.source);
    const scores = definition.prepare(inputs).score(randomVector(n, 7));
    assert.equal(scores.length, 3, id);
    assert.ok(scores.every(Number.isFinite), id);
  }
});

test('a definition without what it needs names it', () => {
  for (const definition of DEFINITIONS.values()) {
    for (const need of definition.needs) {
      assert.throws(() => definition.prepare({ ...inputs, [need]: undefined }), {
        code: 'missing_table',
        message: new RegExp(need),
      });
    }
  }
});

test('definitions cannot be changed', () => {
  assert.throws(() => Object.assign(findDefinition('corr'), { formula: 'another' }), TypeError);
});

test('short names lead to the current definitions, in any case', () => {
  for (const [alias, id] of ALIASES) assert.equal(findDefinition(alias).id, id);
  assert.equal(findDefinition(' MMC@2022 ').id, 'mmc@2022');
  assert.throws(() => findDefinition('sharpness'), { code: 'unknown_metric', message: /corr20v2/ });
});
