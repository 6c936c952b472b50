import assert from 'node:assert/strict';
import test from 'node:test';
import { addressGroup } from './addressGroup.ts';

test('an IPv4 address is a caller, however it is written', () => {
  assert.equal(addressGroup('192.0.2.1'), '192.0.2.1');
  assert.equal(addressGroup('::ffff:192.0.2.1'), '192.0.2.1');
});

test('all addresses of an IPv6 /64 are one caller, those of the next one another', () => {
  const one = addressGroup('2001:db8:0:1::1');
  for (const address of ['2001:db8::1:0:0:0:2', '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff', '2001:db8:0:1::']) {
    assert.equal(addressGroup(address), one, address);
  }
  assert.notEqual(addressGroup('2001:db8:0:2::1'), one);
  assert.equal(addressGroup('::1'), '0:0:0:0');
});
