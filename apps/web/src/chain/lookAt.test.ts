import assert from 'node:assert/strict';
import test from 'node:test';
import type { Eip1193 } from './eip1193.ts';
import { lookAt } from './lookAt.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const VAULT_CHAIN = 31_337;

/** A wallet whose person may change its network between two questions. */
const walletOn = (networkAt: (question: number) => number): Eip1193 => {
  let asked = 0;
  return {
    async request({ method }) {
      const network = networkAt(asked);
      asked += 1;
      if (method === 'eth_chainId') return `0x${network.toString(16)}`;
      const isThere = network === VAULT_CHAIN;
      if (method === 'eth_blockNumber') return isThere ? '0x10' : '0xffffff';
      if (method === 'eth_getTransactionReceipt') return isThere ? { blockNumber: '0xf', status: '0x1' } : null;
      return null;
    },
  };
};

test('on the network of the vault it is seen which block has a transaction', async () => {
  const looked = await lookAt(
    walletOn(() => VAULT_CHAIN),
    VAULT_CHAIN,
    [HASH],
  );
  assert.equal(looked?.head, 16);
  assert.deepEqual(looked.transactions.get(HASH), { block: 15, isReverted: false, isKnown: true });
});

test('of another network nothing is concluded, nor where the network is changed while it is asked', async () => {
  const other = await lookAt(
    walletOn(() => 1),
    VAULT_CHAIN,
    [HASH],
  );
  assert.equal(other, null, 'not: no node knows it, send it again');
  for (let change = 1; change < 4; change += 1) {
    const looked = await lookAt(
      walletOn((question) => (question < change ? VAULT_CHAIN : 1)),
      VAULT_CHAIN,
      [HASH],
    );
    assert.equal(looked, null, `changed after ${change} questions`);
  }
});
