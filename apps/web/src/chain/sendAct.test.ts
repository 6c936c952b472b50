import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { modelKey } from '@robata/contracts';
import { testVault, tokens } from '@robata/contracts/testing';
import { sendAct } from './sendAct.ts';

const vault = await testVault();
after(() => vault.chain.close());
const key = modelKey('1');
const WATCH = { onAsked: () => undefined, onSent: () => undefined, onApproving: () => undefined };

/** A wallet on the local chain, whose person changes the network when he is asked for `method`. */
function walletThatLeavesAt(method: string | null) {
  const asked: { readonly method: string; readonly params?: readonly unknown[] }[] = [];
  let hasLeft = false;
  const provider = {
    async request(call: { readonly method: string; readonly params?: readonly unknown[] }) {
      asked.push(call);
      if (call.method === 'eth_chainId') return hasLeft ? '0x1' : `0x${vault.chain.chainId.toString(16)}`;
      if (call.method === method) hasLeft = true;
      if (call.method !== 'eth_signTypedData_v4') return vault.chain.provider.request(call as never);
      return vault.chain.request(call.method, [call.params?.[0], JSON.parse(String(call.params?.[1]))]);
    },
  };
  const { chainId } = vault.chain;
  return { asked, sender: { provider, chainId, address: vault.carol, vault: vault.vault, token: vault.token } };
}

const deposit = { kind: 'deposit', key, amount: tokens(5), permit: null } as const;

test('a wallet that changes its network while it shows the permit is asked to send nothing', async () => {
  await vault.onToken(vault.carol, 'approve', vault.vault, 0n);
  const { asked, sender } = walletThatLeavesAt('eth_signTypedData_v4');
  await assert.rejects(
    sendAct(sender, deposit, WATCH),
    /on another network now: switch it back to chain 31337\. Nothing was sent/,
  );
  assert.ok(asked.some(({ method }) => method === 'eth_signTypedData_v4'));
  assert.ok(!asked.some(({ method }) => method === 'eth_sendTransaction'));
});

test('less than the vault takes at once is refused before the wallet is asked for anything', async () => {
  const { asked, sender } = walletThatLeavesAt(null);
  await assert.rejects(
    sendAct(sender, { ...deposit, amount: tokens(1) - 1n }, WATCH),
    /less than the vault takes at once: .* The least is 1\./,
  );
  assert.ok(!asked.some(({ method }) => /sign|send/i.test(method)));
});

test('what is sent names the network it is for, and a wallet that is elsewhere is not even asked to look', async () => {
  const elsewhere = walletThatLeavesAt('eth_accounts');
  await elsewhere.sender.provider.request({ method: 'eth_accounts' });
  await assert.rejects(sendAct(elsewhere.sender, deposit, WATCH), /Nothing was sent/);
  assert.deepEqual(
    elsewhere.asked.map(({ method }) => method),
    ['eth_accounts', 'eth_chainId'],
  );
  const { asked, sender } = walletThatLeavesAt(null);
  await sendAct(sender, deposit, WATCH);
  const sent = asked.find(({ method }) => method === 'eth_sendTransaction')?.params?.[0] as { chainId: string };
  assert.equal(Number(sent.chainId), vault.chain.chainId);
  assert.equal((await vault.stakeOf(vault.carol, '1')).active, tokens(5));
});
