import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from '@robata/ledger';
import { fundAccounts } from '../applyFundEvent.ts';
import { opened, subscribed } from '../testing/fundForTests.ts';
import { requestRedemption, requestSubscription } from './requests.ts';

const day = '2024-01-02';
const log = [...opened(), ...subscribed('2024-01-01', 'ann', '2000')];
const accounts = fundAccounts(log);
const subscription = (investor: string, value: string, request = 'r9') =>
  requestSubscription(accounts, { day, request, investor, amount: amount(value) });
const redemption = (investor: string, value: string | null, of = accounts) =>
  requestRedemption(of, { day, request: 'r9', investor, amount: value === null ? null : amount(value) });
const reason = (answer: { status: string; reason?: string }) => answer.reason ?? answer.status;

test('a first subscription has another minimum than a further one', () => {
  assert.equal(reason(subscription('bob', '1000')), 'accepted');
  assert.equal(reason(subscription('bob', '999.99')), 'below_minimum');
  assert.equal(reason(subscription('ann', '100')), 'accepted');
  assert.equal(reason(subscription('ann', '99')), 'below_minimum');
  assert.equal(reason(subscription('ann', '0')), 'not_positive');
  assert.equal(reason(subscription('ann', '100', 'ann 2024-01-01')), 'repeated_request');
  const told = subscription('bob', '5');
  assert.equal(told.status === 'refused' && told.sentence, 'A first subscription is of at least 1000 USD.');
});

test('a redemption leaves the minimum or nothing, and never more is asked than is held', () => {
  assert.equal(reason(redemption('ann', '1500')), 'accepted');
  assert.equal(reason(redemption('ann', '1500.01')), 'below_minimum_holding');
  assert.equal(reason(redemption('ann', '2000')), 'accepted');
  assert.equal(reason(redemption('ann', '2000.01')), 'more_than_held');
  assert.equal(reason(redemption('ann', null)), 'accepted');
  assert.equal(reason(redemption('ann', '-1')), 'not_positive');
  assert.equal(reason(redemption('bob', null)), 'no_capital');
});

test('what is being redeemed already counts', () => {
  const waiting = (value: string | null) =>
    fundAccounts([
      ...log,
      {
        kind: 'redemption_requested',
        day,
        request: 'r1',
        investor: 'ann',
        amount: value === null ? null : amount(value),
      },
    ]);
  assert.equal(reason(redemption('ann', '500', waiting('1000'))), 'accepted');
  assert.equal(reason(redemption('ann', '700', waiting('1000'))), 'below_minimum_holding');
  assert.equal(reason(redemption('ann', '1001', waiting('1000'))), 'more_than_held');
  assert.equal(reason(redemption('ann', '1', waiting(null))), 'no_capital');
});
