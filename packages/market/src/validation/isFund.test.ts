import assert from 'node:assert/strict';
import { it } from 'node:test';

import { isFund } from './isFund.ts';

it('knows closed-end funds by name, by house and by industry', () => {
  assert.ok(isFund('DNP Select Income Fund Inc. Common Stock', 'Investment Managers'));
  assert.ok(isFund('Nuveen AMT-Free Municipal Credit Income', null));
  assert.ok(isFund('BlackRock Science and Technology Trust Common Shares of Beneficial Interest', 'Finance Companies'));
  assert.ok(isFund('Gabelli Equity Trust Inc. (The) Common Stock', 'Investment Managers'));
  assert.ok(isFund('FS Credit Opportunities Corp.', 'Trusts Except Educational Religious and Charitable'));
});

it('leaves real-estate trusts, banks, royalty trusts, fund managers and unknown names alone', () => {
  assert.ok(!isFund('Medical Properties Trust Inc. common stock', 'Real Estate Investment Trusts'));
  assert.ok(!isFund('Northern Trust Corporation Common Stock', 'Major Banks'));
  assert.ok(!isFund('Sabine Royalty Trust Common Stock', 'Oil & Gas Production'));
  assert.ok(!isFund('BlackRock Inc. Common Stock', 'Investment Bankers/Brokers/Service'));
  assert.ok(!isFund(null, null));
});
