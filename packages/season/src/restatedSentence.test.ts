import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Incident } from '@robata/market';
import { restatedSentence } from './restatedSentence.ts';

const on = (day: string | null, severity: Incident['severity']): Incident => {
  const message = `A newer delivery restates ${day ?? 'the file'}; it was decided so.`;
  return { rule: 'restatement', severity, rows: 1, security: null, day, message };
};
const incidents = [
  on('2024-03-04', 'error'),
  on('2024-03-05', 'info'),
  on('2024-03-06', 'warning'),
  on(null, 'warning'),
];

it('names the worst of the days that are asked for, and none that lies outside of them', () => {
  const of = (...days: readonly string[]) => restatedSentence(incidents, new Set(days));
  assert.equal(of('2024-03-05', '2024-03-06'), 'A newer delivery restates 2024-03-06 (and 1 more).');
  assert.equal(of('2024-03-05'), 'A newer delivery restates 2024-03-05.');
  assert.equal(of('2024-03-04', '2024-03-05', '2024-03-06'), 'A newer delivery restates 2024-03-04 (and 2 more).');
  // Of many days not each one is told.
  assert.equal(of('2024-03-07'), 'Rows that were used were restated.');
});
