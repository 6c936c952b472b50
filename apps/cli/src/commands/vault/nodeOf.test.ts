import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after } from 'node:test';
import { NodeRefusal, nodeOf, NodeSilent } from './nodeOf.ts';

/** Answers one after the other, the last one for ever. */
async function nodeThatSays(...answers: readonly (readonly [status: number, body: string])[]) {
  let calls = 0;
  const server = createServer((request, response) => {
    const [status, body] = answers[Math.min(calls++, answers.length - 1)] as readonly [number, string];
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, node: nodeOf(`http://127.0.0.1:${port}/v3/my-secret-key`), calls: () => calls };
}

const block = { method: 'eth_blockNumber' } as const;

test('a node that is busy is asked again, and one that stays so is silent: its address is told without the key in it', async () => {
  const busy = await nodeThatSays([429, ''], [200, '{"result":"0x2a"}']);
  assert.equal(await busy.node.request(block), '0x2a');
  assert.equal(busy.calls(), 2);
  const gone = await nodeThatSays([503, '']);
  await assert.rejects(gone.node.request(block), (error) => {
    assert.ok(error instanceof NodeSilent);
    assert.match(error.message, new RegExp(`^the node at ${gone.host} is busy \\(HTTP 503\\)`));
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  assert.equal(gone.calls(), 3);
});

test('what a node refuses is not asked again and keeps its code and data, and what speaks another language is said to', async () => {
  const error = { code: 3, message: 'execution reverted\nat length', data: '0x12345678' };
  const refusing = await nodeThatSays([200, JSON.stringify({ error })]);
  await assert.rejects(refusing.node.request(block), (thrown) => {
    assert.ok(thrown instanceof NodeRefusal);
    assert.deepEqual([thrown.code, thrown.data], [3, '0x12345678']);
    assert.equal(thrown.message, `the node at ${refusing.host} says: execution reverted`);
    return true;
  });
  assert.equal(refusing.calls(), 1);
  const page = await nodeThatSays([200, '<html>']);
  await assert.rejects(page.node.request(block), /speaks no JSON-RPC: check --rpc/);
  for (const url of ['ftp://x', 'node', '']) assert.throws(() => nodeOf(url), /is no http\(s\) address/);
});
