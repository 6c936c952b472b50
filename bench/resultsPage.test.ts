import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Line, resultsPage } from './resultsPage.ts';

const line: Line = {
  name: 'leave-one-out',
  models: 1000,
  stocks: 5000,
  cpuSeconds: 1.2345,
  wallSeconds: 1.5,
  peakMemoryMb: 250,
  ratio: 637.4,
  accuracy: 3.06e-12,
  accuracyMeaning: 'an error',
  peer: { name: 'cvxopt', cpuSeconds: 887.6 },
  goal: 'a goal',
  machine: 'a machine',
  cpuMillisecondsPerModel: 1.2345,
  fallbacks: 0,
};

it('shows a line as a row: size, cost, figure, peer, ratio, accuracy, goal', () => {
  assert.match(
    resultsPage([line]),
    /^Machine: a machine\..*\n\n.*\n.*\n\| `leave-one-out` \| 1,000 models, 5,000 stocks \| 1\.23 \/ 1\.5 \| 250 \| 1\.23 ms a model, 0 fallbacks \| cvxopt: 888 \| 637 \| 3\.1e-12 \| a goal \|\n/,
  );
});

it('leaves a dash where no peer ran and nothing could be compared', () => {
  const alone = { ...line, ratio: null, accuracy: null, peer: { name: 'cvxopt', reason: 'left out by --no-peer' } };
  assert.match(resultsPage([alone]), /\| – \| – \| – \| a goal \|/);
});
