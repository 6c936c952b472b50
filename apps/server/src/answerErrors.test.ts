import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { answerErrors } from './answerErrors.ts';

test('a full disk is said to be one, anything else of ours is not told; the operator hears of both', async () => {
  const reported: unknown[] = [];
  const app = fastify();
  app.setErrorHandler(answerErrors((error) => void reported.push(error)));
  app.get('/full', () => Promise.reject(Object.assign(new Error('write failed'), { code: 'ENOSPC' })));
  app.get('/database', () => Promise.reject(new Error('could not extend file "base/5/1": No space left on device')));
  app.get('/bug', () => Promise.reject(new Error('secret of the house')));
  for (const url of ['/full', '/database']) {
    const reply = await app.inject(url);
    assert.equal(reply.statusCode, 507);
    assert.match(reply.body, /disk of this server is full/);
  }
  const bug = await app.inject('/bug');
  assert.equal(bug.statusCode, 500);
  assert.doesNotMatch(bug.body, /secret/);
  assert.equal(reported.length, 3);
  await app.close();
});
