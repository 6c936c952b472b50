import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'node:test';
import { cachedFor } from './cachedFor.ts';

function counter() {
  let calls = 0;
  return {
    calls: () => calls,
    compute: async (argument: number) => {
      calls += 1;
      return `${argument}:${calls}`;
    },
  };
}

test('one computation serves everybody who asks while it runs and while it is fresh, per argument', async () => {
  let time = 0;
  const { calls, compute } = counter();
  const cached = cachedFor({ freshMs: 100, now: () => time }, compute);
  assert.deepEqual(await Promise.all([cached(1), cached(1), cached(2)]), ['1:1', '1:1', '2:2']);
  time = 99;
  assert.equal(await cached(1), '1:1');
  time = 100;
  assert.equal(await cached(1), '1:3');
  assert.equal(calls(), 3);
});

test('an old but usable answer is given at once while one new computation runs', async () => {
  let time = 0;
  const { calls, compute } = counter();
  const cached = cachedFor({ freshMs: 100, usableMs: 1000, now: () => time }, compute);
  await cached(1);
  time = 500;
  assert.deepEqual(await Promise.all([cached(1), cached(1)]), ['1:1', '1:1']);
  await turn();
  assert.equal(await cached(1), '1:2');
  time = 5000;
  assert.equal(await cached(1), '1:3', 'too old to be given');
  assert.equal(calls(), 3);
});

test('a failure reaches those who waited for it and is not kept', async () => {
  let fails = true;
  const cached = cachedFor({ freshMs: 100, now: () => 0 }, async () => {
    if (fails) throw new Error('the database is away');
    return 'an answer';
  });
  await assert.rejects(cached(null), /database is away/);
  fails = false;
  assert.equal(await cached(null), 'an answer');
});

test('a failed renewal leaves the usable answer in place and is tried again', async () => {
  let time = 0;
  let fails = false;
  let calls = 0;
  const cached = cachedFor({ freshMs: 100, usableMs: 1000, now: () => time }, async () => {
    calls += 1;
    if (fails) throw new Error('the database is away');
    return calls;
  });
  assert.equal(await cached(null), 1);
  time = 200;
  fails = true;
  assert.equal(await cached(null), 1);
  await turn();
  fails = false;
  assert.equal(await cached(null), 1);
  await turn();
  assert.equal(await cached(null), 3);
});

test('it remembers at most 16 arguments, and forgets the one computed first', async () => {
  const { calls, compute } = counter();
  const cached = cachedFor({ freshMs: 100, now: () => 0 }, compute);
  for (let argument = 0; argument < 17; argument++) await cached(argument);
  await cached(16);
  assert.equal(calls(), 17);
  await cached(0);
  assert.equal(calls(), 18);
});
