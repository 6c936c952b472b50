import assert from 'node:assert/strict';
import test from 'node:test';
import { accountsSearch, auditSearch, incidentsSearch, jobsSearch, moneySearch } from './consoleSearch.ts';

test('filters of the console are read from the address', () => {
  assert.deepEqual(jobsSearch({ state: 'failed', kind: 'mail' }), { state: 'failed', kind: 'mail' });
  assert.deepEqual(accountsSearch({ search: 'ada', role: 'operator', status: 'blocked' }), {
    search: 'ada',
    role: 'operator',
    status: 'blocked',
  });
  assert.deepEqual(moneySearch({ state: 'waiting' }), { state: 'waiting' });
  assert.deepEqual(incidentsSearch({ state: 'open', severity: 'error', search: 7, before: '12' }), {
    state: 'open',
    severity: 'error',
    search: '7',
    before: 12,
  });
  assert.deepEqual(auditSearch({ actor: 'olga', action: 'deposit' }), { actor: 'olga', action: 'deposit' });
});

test('what is not understood is left out and never an error', () => {
  assert.deepEqual(jobsSearch({ state: 'lost', kind: {} }), {});
  assert.deepEqual(accountsSearch({ role: 'king', status: null, search: '' }), {});
  assert.deepEqual(moneySearch({ state: ['waiting'] }), {});
  for (const before of ['-1', '0', '1e99', '2.5', 'x', null]) assert.deepEqual(incidentsSearch({ before }), {});
  assert.equal(auditSearch({ search: 'a'.repeat(500) }).search?.length, 100);
});
