import assert from 'node:assert/strict';
import test from 'node:test';
import { inStandardErrors } from './inStandardErrors.ts';
import { relationSentence } from './relationSentence.ts';

test('live is far from validation only by what is uncertain about both', () => {
  const validation = { value: 0.03, standardError: 0.003 };
  assert.match(
    inStandardErrors(validation, { value: 0.02, standardError: 0.004 }),
    /2\.0 standard errors below .* more than chance/,
  );
  assert.match(
    inStandardErrors(validation, { value: 0.022, standardError: 0.004 }),
    /1\.6 standard errors below .* within/,
  );
  assert.match(
    inStandardErrors(validation, { value: 0.06, standardError: 0.004 }),
    /above validation: more than chance does\.$/,
  );
  assert.match(inStandardErrors(validation, { value: 0.02, standardError: null }), /too few rounds/);
});

test('a rank correlation within its error is told as none', () => {
  const of = (correlation: number) => relationSentence({ correlation, standardError: 0.1, models: 50 }, 'x', 'y');
  assert.match(of(0.19), /cannot be told from none/);
  assert.match(of(0.4), /a part of y/);
  assert.match(of(0.8), /order holds/);
  assert.match(of(-0.4), /turns round/);
});
