import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';

import { deletions, isOneEditApart } from './oneEdit.ts';

const anyWord = fc.string({ unit: fc.constantFrom('A', 'B', 'C', ' '), maxLength: 5 });

/** Optimal string alignment distance, by its recurrence. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.length][b.length];
}

it('is the edit distance of one, for all short words', () => {
  fc.assert(
    fc.property(anyWord, anyWord, (a, b) => assert.equal(isOneEditApart(a, b), distance(a, b) === 1)),
    { numRuns: 3000 },
  );
});

it('words one edit apart share a deletion', () => {
  fc.assert(
    fc.property(anyWord, anyWord, (a, b) => {
      if (!isOneEditApart(a, b)) return;
      const [ofA, ofB] = [deletions(a), deletions(b)];
      assert.ok(
        [...ofA].some((text) => ofB.has(text)),
        `${a} ${b}`,
      );
    }),
    { numRuns: 3000 },
  );
});
