import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { raisedFees } from './raisedFees.ts';

const gwei = (amount: number): bigint => BigInt(Math.round(amount * 1e9));

test('both fees rise by an eighth, or to what the chain asks now', () => {
  const sent = { price: gwei(8), tip: gwei(0.8) };
  const cheap = { price: gwei(1), tip: gwei(0.1) };
  assert.deepEqual(raisedFees(sent, cheap, gwei(100)), { price: gwei(9), tip: gwei(0.9) });
  const dear = { price: gwei(40), tip: gwei(2) };
  assert.deepEqual(raisedFees(sent, dear, gwei(100)), dear);
  assert.deepEqual(raisedFees({ price: 0n, tip: 0n }, { price: 0n, tip: 0n }, 5n), { price: 1n, tip: 1n });
});

test('the most that is paid is offered where the chain asks for more, and nothing where that is too little more', () => {
  const sent = { price: gwei(8), tip: gwei(8) };
  const dear = { price: gwei(40), tip: gwei(2) };
  assert.deepEqual(raisedFees(sent, dear, gwei(9)), { price: gwei(9), tip: gwei(9) });
  assert.equal(raisedFees(sent, dear, gwei(9) - 1n), null);
});

test('whatever was sent and is asked, a raised fee is an eighth more in both parts, within the most, and its tip within its price', () => {
  const fee = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const fees = fc.tuple(fee, fee).map(([a, b]) => (a > b ? { price: a, tip: b } : { price: b, tip: a }));
  fc.assert(
    fc.property(fees, fees, fee, (sent, asked, priceMax) => {
      const raised = raisedFees(sent, asked, priceMax);
      if (raised === null) return assert.ok(sent.price * 9n > priceMax * 8n || sent.price + 1n > priceMax);
      assert.ok(raised.price * 8n >= sent.price * 9n && raised.tip * 8n >= sent.tip * 9n);
      assert.ok(raised.price > sent.price && raised.tip > sent.tip);
      assert.ok(raised.price <= priceMax && raised.tip <= raised.price);
    }),
  );
});
