import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { trustedProxies } from './trustedProxies.ts';

test('proxies are addresses, networks and words, with commas between; nobody where nothing is set', () => {
  assert.deepEqual(trustedProxies('loopback, 10.1.2.3,192.168.0.0/16 , fd00::/8'), [
    'loopback',
    '10.1.2.3',
    '192.168.0.0/16',
    'fd00::/8',
  ]);
  assert.equal(trustedProxies(undefined), null);
  assert.equal(trustedProxies(' , '), null);
});

test('what is none of these is refused by name; what is taken, the framework takes', () => {
  for (const wrong of [
    'true',
    '*',
    'proxy.example.org',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10.0.0.0/0',
    '300.1.1.1',
  ]) {
    assert.throws(
      () => trustedProxies(`loopback,${wrong}`),
      (error: Error) => error.message.includes(`'${wrong}'`),
    );
  }
  const named = trustedProxies('loopback,linklocal,uniquelocal,10.0.0.0/8,::1,fd00::/128') ?? assert.fail();
  assert.doesNotThrow(() => fastify({ trustProxy: [...named] }));
});
