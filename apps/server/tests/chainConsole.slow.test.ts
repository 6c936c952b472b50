import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { testVault, type TestVault, tokens } from '@robata/contracts/testing';
import { sharedLedger } from '@robata/tournament';
import { putChainDocument } from '@robata/tournament/chain';
import { toHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { onEveryScreen } from './onEveryScreen.ts';
import { asVisitor, field, keepPicture, openStage, press, signIn, signUp, type Stage } from './stage.ts';

const CONFIRMATIONS = 2;
/** One of the local chain's accounts, which everybody knows. */
const keyOf = (addressIndex: number) =>
  toHex(mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex }).getHdKey().privateKey as Uint8Array);

let vault: TestVault;
let stage: Stage;
let account: string;

before(async () => {
  vault = await testVault();
  stage = await openStage({
    chain: {
      rpc: await vault.chain.listen(),
      vault: vault.vault.toLowerCase() as `0x${string}`,
      confirmations: CONFIRMATIONS,
      fromBlock: 0,
      settlerKey: keyOf(2),
      settlesByItself: false,
      guardianKey: keyOf(3),
      pausesByItself: false,
      stuckBlocks: 25,
      priceMax: 200n * 10n ** 9n,
      isTest: true,
    },
  });
});
after(async () => {
  await stage.close();
  await vault.chain.close();
});

async function operate(words: string, body: object = {}): Promise<void> {
  const response = await fetch(`${stage.server.origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { authorization: `Token ${stage.server.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
}

async function readOn(): Promise<void> {
  await vault.chain.mine(CONFIRMATIONS);
  await stage.server.services.chain?.tick();
}

test('an operator sees that vault and ledger differ by one unit, of whom, and what to do, pauses the vault and compares again', (context) =>
  asVisitor(stage, context, async (visitor) => {
    const { page, at } = visitor;
    const { services } = stage.server;
    const { storage } = services.place;
    await signUp(visitor, 'olga');
    await operate('account role', { username: 'olga', role: 'operator' });
    await services.accounts.create({ username: 'ada', email: 'ada@example.org' });
    account = (await services.accounts.find({ username: 'ada' }))?.id ?? '';
    const { model } = (await services.accounts.createModel({
      account,
      name: 'ada_one',
      tournament: 'classic',
    })) as unknown as {
      model: number;
    };
    const link = { account, address: vault.alice.toLowerCase() as `0x${string}`, linkedAt: new Date().toISOString() };
    await storage.transaction((writer) => putChainDocument(writer, 'chain/links', [link]));
    await vault.deposit(vault.alice, String(model), tokens(100));
    await readOn();

    await at('/console');
    await page.getByRole('link', { name: 'Chain', exact: true }).click();
    await page.getByText('To the last unit at').waitFor();
    await keepPicture(page, 'console-chain-agrees');

    const ledger = sharedLedger(storage);
    await ledger.transact((book) => {
      book.post({ idempotencyKey: 'by hand', command: { kind: 'deposit', account, amount: 1n as never } });
    });
    await press(page, 'Compare now …');
    await press(page, /^Compare$/);
    await page.getByText(/vault and ledger differ\.$/).waitFor();
    await page.getByText('-0.000000000000000001').first().waitFor();
    await page.getByText(/robata chain pause --send/).waitFor();
    await keepPicture(page, 'console-chain-differs');

    await press(page, 'Pause the vault …');
    await keepPicture(page, 'console-chain-pause');
    await field(page, 'Type “pause” to confirm').fill('pause');
    await press(page, /^Pause it$/);
    await page.getByText(/^The pause was sent as 0x/).waitFor();
    await page.getByText('nobody deposits, claims').waitFor();
    await ledger.transact((book) => {
      book.post({ idempotencyKey: 'back', command: { kind: 'reversal', reverses: 'by hand', reason: 'a mistake' } });
    });
    await press(page, 'Compare now …');
    await press(page, /^Compare$/);
    await page.getByText(/vault and ledger agree\.$/).waitFor();
    // One transaction of a key at a time.
    await readOn();
    await press(page, 'End the pause …');
    await press(page, /^End it$/);
    await page.getByText('The vault is not paused.').waitFor();
  }));

test('the console of the chain fits every screen, and axe finds no fault', async (context) => {
  const { browser, server } = stage;
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'console-chain',
    paths: ['/console/chain'],
    before: async (page) => {
      const at = async (path: string): Promise<void> => void (await page.goto(`${server.origin}${path}`));
      await signIn({ page, at }, 'olga');
      await page.waitForURL('**/account');
    },
  });
});
