import assert from 'node:assert/strict';
import test from 'node:test';
import { signInGuard, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRIES_PER_DEVICE } from './signInGuard.ts';

const setUp = () => {
  let time = Date.parse('2024-01-06T18:00:00Z');
  const guard = signInGuard({ secret: 'a secret of no use to anybody', now: () => new Date(time) });
  const tries = (attempt: { email?: string; address?: string; device?: string | null }, most = 1_000): number => {
    for (let count = 0; count < most; count++) {
      try {
        guard.admit({ email: 'ada@example.org', address: '192.0.2.1', device: null, ...attempt });
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'too_many_attempts');
        return count;
      }
    }
    return most;
  };
  return { guard, tries, wait: (ms: number) => (time += ms) };
};

test('an address has five tries for an account in a quarter of an hour, whatever the case of the e-mail', () => {
  const { tries, wait } = setUp();
  assert.equal(tries({}), TRIES_PER_ADDRESS);
  assert.equal(tries({ email: 'ADA@example.org' }), 0);
  assert.equal(tries({ email: 'grace@example.org' }), TRIES_PER_ADDRESS, 'another account is not concerned');
  wait(900_000);
  assert.equal(tries({}), TRIES_PER_ADDRESS);
});

test('strangers everywhere together get a hundred tries an hour, and lock out nobody who was here before', () => {
  const { guard, tries, wait } = setUp();
  const device = guard.succeeded({ email: 'ada@example.org', address: '192.0.2.1', device: null });
  let all = 0;
  for (let i = 0; i < 200; i++) all += tries({ address: `198.51.100.${i}` });
  assert.equal(all, TRIES_PER_ACCOUNT);
  assert.equal(tries({ address: '203.0.113.1' }), 0, 'one more stranger is turned away');
  assert.equal(tries({ device, address: '203.0.113.1' }), TRIES_PER_DEVICE, 'the owner is not, from wherever');
  wait(3_600_000);
  assert.equal(tries({ address: '203.0.113.1' }), TRIES_PER_ADDRESS);
});

test('a device cookie is worth nothing for another account, forged, or cut', () => {
  const { guard, tries } = setUp();
  const device = guard.succeeded({ email: 'eve@example.org', address: '192.0.2.1', device: null });
  for (const cookie of [device, `${device}x`, device.slice(0, -1), 'x.y', '.', '', 'x'.repeat(100_000)])
    tries({ device: cookie }, 1);
  assert.equal(tries({}), 0, 'each of them counted as a stranger');
});

test('a right password ends the count of its address, and takes no try from the others', () => {
  const { guard, tries } = setUp();
  const attempt = { email: 'ada@example.org', address: '192.0.2.1', device: null };
  for (let i = 0; i < 500; i++) {
    guard.admit(attempt);
    guard.succeeded(attempt);
  }
  assert.equal(tries({}), TRIES_PER_ADDRESS);
});
