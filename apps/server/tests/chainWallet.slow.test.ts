import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { robataClient } from '@robata/client';
import { stakingVaultAbi, VAULT_PARAMETERS } from '@robata/contracts';
import { type LocalChain, localChain, testTokenAbi, tokens as units } from '@robata/contracts/testing';
import { closeConfirmed, type ModelRecord, roundEngine, sharedLedger, smallDesk } from '@robata/tournament';
import type { Page } from 'playwright-core';
import { type Address, encodeFunctionData, toHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { browserWallet } from './browserWallet.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import {
  asVisitor,
  choose as chooseIn,
  field,
  keepPicture,
  makeModel,
  openStage,
  PASSWORD,
  press,
  signIn,
  signUp,
  type Stage,
} from './stage.ts';

const CONFIRMATIONS = 3;
const ROUND = 61;
/** One of the local chain's accounts, which everybody knows. */
const walletOf = (addressIndex: number) => mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex });
const SETTLER_KEY = toHex(walletOf(2).getHdKey().privateKey as Uint8Array);

let chain: LocalChain;
let rpc: string;
let token: Address;
let vault: Address;
let stage: Stage;
const person = (at: number): Address => chain.accounts[at] as Address;
const ADA = 4;
const STRANGER = 5;
const KAY = 6;

before(async () => {
  chain = await localChain({ startsAt: new Date(), accounts: 8 });
  rpc = await chain.listen();
  token = await chain.deployToken();
  vault = await chain.deployVault({ token, owner: person(1), settler: person(2), guardian: person(3) });
  await onToken(1, 'mint', person(1), units(1_000));
  await onToken(1, 'approve', vault, units(1_000));
  await chain.send(
    person(1),
    vault,
    encodeFunctionData({ abi: stakingVaultAbi, functionName: 'fund', args: [units(1_000)] }),
  );
  await onToken(1, 'mint', person(ADA), units(500));
  stage = await openStage({
    chain: {
      rpc,
      vault: vault.toLowerCase() as Address,
      confirmations: CONFIRMATIONS,
      fromBlock: 0,
      settlerKey: SETTLER_KEY,
      settlesByItself: false,
      guardianKey: null,
      pausesByItself: false,
      stuckBlocks: 25,
      priceMax: 10n ** 12n,
      isTest: true,
    },
  });
});
after(async () => {
  await stage.close();
  await chain.close();
});

const onToken = (from: number, functionName: 'mint' | 'approve', ...args: readonly [Address, bigint]) =>
  chain.send(person(from), token, encodeFunctionData({ abi: testTokenAbi, functionName, args }));

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** What an operator's key asks for. */
async function operate(words: string, body: object = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${stage.server.origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { authorization: `Token ${stage.server.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as Record<string, unknown>;
}

/** Confirms what was sent, has the server read it, and vault and ledger have to be the same, in both books. */
async function confirmed(): Promise<void> {
  await chain.mine(CONFIRMATIONS);
  await stage.server.services.chain?.tick();
  const { agrees, differences } = await operate('chain reconcile');
  assert.deepEqual([agrees, differences], [true, []]);
}

interface Held {
  readonly total: string;
  readonly active: string;
  readonly available?: string;
  readonly unclaimed?: string;
}

const figure = (page: Page, name: string): Promise<string | null> =>
  page
    .locator('.sum-line > div')
    .filter({ has: page.getByRole('button', { name, exact: true }) })
    .locator('.exact')
    .getAttribute('title');

/** The page says that the vault's sum and the ledger are equal, and the sum is made of these. */
async function holds(page: Page, { total, active, available = '0', unclaimed = '0' }: Held): Promise<void> {
  const ofLedger = page.locator('[data-agrees="true"]');
  await ofLedger.locator(`.exact[title="${total} tokens"]`).waitFor();
  assert.deepEqual(
    await Promise.all(['In the vault', 'Active', 'Available', 'Unclaimed payout'].map((name) => figure(page, name))),
    [total, active, available, unclaimed].map((amount) => `${amount} tokens`),
  );
}

async function letSignIn(page: Page, password: string): Promise<void> {
  const begin = page.getByRole('button', { name: 'Let it sign in …' });
  if (await begin.isVisible()) await begin.click();
  await field(page, 'Your password').fill(password);
  await page.getByRole('button', { name: 'Let it sign in', exact: true }).click();
}

const sent = (page: Page, says: string, stage: string) =>
  page
    .locator(`li[data-stage="${stage}"]`)
    .filter({ hasText: new RegExp(`^${says.replaceAll('.', '\\.')}`) })
    .waitFor();

test('stakes go on chain and come back with a real wallet: vault and ledger are equal at each step, and nothing is lost on reload', (context) =>
  asVisitor(stage, context, async (visitor) => {
    const { page, at } = visitor;
    const { services, origin } = stage.server;
    const { storage } = services.place;
    const wallet = await browserWallet(page.context(), { url: rpc, accounts: [person(ADA)], chainId: chain.chainId });
    await signUp(visitor, 'ada');
    await makeModel(page, 'ada_one');
    await at('/wallet');
    await page.getByRole('link', { name: 'Open the wallet on chain' }).click();

    // Connected, on the right network, linked.
    await press(page, 'Connect Test Wallet');
    await page.getByText('chain 1: the vault is on chain 31337').waitFor();
    await press(page, 'Switch to chain 31337');
    await page.getByText('right', { exact: true }).waitFor();
    wallet.refuse('personal_sign');
    await press(page, 'Link this address');
    await page.getByText('You turned it down in the wallet: nothing was sent.').waitFor();
    await press(page, 'Link this address');
    await page.getByText('linked', { exact: true }).waitFor();
    await letSignIn(page, 'not my password');
    await page.getByText('The password is not right.').waitFor();
    await keepPicture(page, 'chain-signs-in-refused');
    visitor.refused(/^400: .*\/api\/account\/chain\/sign-in/);
    await letSignIn(page, PASSWORD);
    await page.getByText('signs in', { exact: true }).waitFor();
    await keepPicture(page, 'chain-signs-in-on');

    // The round that is open.
    const account = (await services.accounts.find({ username: 'ada' }))?.id ?? '';
    const [slot] = await services.accounts.listModels(account);
    const model = slot?.model ?? 0;
    const models: ModelRecord[] = [
      { id: model, name: 'ada_one', account, kind: 'participant', description: '', marked: false },
    ];
    await storage.transaction((writer) => writer.putModels(models));
    const start = await chain.now();
    const close = start + 7_200;
    let now = start;
    const desk = smallDesk({
      models,
      opensAt: () => iso(start),
      closesAt: () => iso(close),
      scoredAt: () => iso(close),
      horizonDays: 1,
      submitted: () => [model],
      scoreOf: () => 0.04,
    });
    const engine = roundEngine({
      storage,
      ledger: sharedLedger(storage),
      // As the desk of a server.
      desk: {
        ...desk,
        takeSubmissions: async (round) => (await closeConfirmed(storage, round)) ?? desk.takeSubmissions(round),
      },
      now: () => new Date(now * 1000),
      enqueue: async () => null,
    });
    const run = async (kind: 'open' | 'close' | 'score' | 'resolve', day = 0): Promise<string> => {
      now = await chain.now();
      return (await engine.run({ round: ROUND, kind, day })).status;
    };
    // The server's own clock is behind that of the chain: this engine runs the steps, and nobody else has one due.
    await engine.schedule(ROUND, [{ kind: 'open', day: 0, dueAt: iso(start + 86_400) }]);
    assert.equal(await run('open'), 'done');
    await confirmed();

    // A deposit: refused in plain words before the wallet opens, turned down, then sent with a permit.
    const choose = (name: string): Promise<void> => chooseIn(page.getByRole('group', { name: 'What to do' }), name);
    const depositNow = async (amount: string): Promise<void> => {
      await field(page, 'Amount').fill(amount);
      await page
        .getByRole('form', { name: /^Deposit on/ })
        .getByRole('button')
        .click();
    };
    await choose('Deposit');
    await page.getByText('The vault takes 1.00 at least.').waitFor();
    await depositNow('a lot');
    await page.getByText("'a lot' is no amount").waitFor();
    await depositNow('0.999999999999999999');
    await page.getByText('That is less than the vault takes at once').waitFor();
    await depositNow('501');
    await page.getByText('Your wallet has fewer tokens than that').waitFor();
    assert.equal(wallet.asked.includes('eth_signTypedData_v4'), false);
    wallet.refuse('eth_sendTransaction');
    await depositNow('100.000000000000000001');
    await page.getByText('You turned it down in the wallet: nothing was sent.').waitFor();
    await depositNow('100.000000000000000001');
    await sent(page, 'Deposit 100.000000000000000001 on ada_one', 'confirming');
    await page.getByText('+100.000000000000000001 on its way').waitFor();
    await keepPicture(page, 'chain-wallet-confirming');
    // On another network nothing is concluded from what that one has never heard of.
    await page.evaluate(() => (window as unknown as { wallet: { move(chain: number): void } }).wallet.move(1));
    await page.getByText('The wallet is on another network: switch it to chain 31337').waitFor();
    await sent(page, 'Deposit 100.000000000000000001 on ada_one', 'unknown');
    await keepPicture(page, 'chain-wallet-elsewhere');
    await press(page, 'Switch to chain 31337');
    await sent(page, 'Deposit 100.000000000000000001 on ada_one', 'confirming');
    await page.reload();
    await sent(page, 'Deposit 100.000000000000000001 on ada_one', 'confirming');
    await confirmed();
    await sent(page, 'Deposit 100.000000000000000001 on ada_one', 'counted');
    await holds(page, { total: '100.000000000000000001', active: '100.000000000000000001' });

    // The round counts it, pays, and is settled by one transaction.
    await chain.advance(close - (await chain.now()));
    assert.equal(await run('close'), 'missing', 'the chain has not confirmed the close');
    await confirmed();
    for (const [kind, day] of [
      ['close', 0],
      ['score', 1],
      ['resolve', 0],
    ] as const) {
      assert.equal(await run(kind, day), 'done', kind);
    }
    await confirmed();
    const [{ amount } = { amount: 0n }] = await storage.payouts({ round: ROUND });
    assert.ok(amount > 0n);
    const text = (size: bigint): string =>
      `${size / 10n ** 18n}.${String(size % 10n ** 18n).padStart(18, '0')}`.replace(/\.?0+$/, '');
    const all = text(units(100) + 1n + amount);
    await holds(page, { total: all, active: '100.000000000000000001', unclaimed: text(amount) });
    await choose('Claim');
    await page.getByText('is in a settlement that is final yet').waitFor();
    const { transaction } = await operate('chain settle', { round: 1 });
    await confirmed();
    await page.getByText(`Round ${ROUND} is settled and can be disputed`).waitFor();
    await at('/chain');
    const settlements = page.getByRole('region', { name: 'Settlements, newest first' });
    await settlements.getByRole('row', { name: /61.*can be disputed/ }).waitFor();
    await settlements.getByTitle(String(transaction)).waitFor();
    await page.getByText('they agree').waitFor();

    // Final: claimed and withdrawn in one transaction.
    await chain.advance(VAULT_PARAMETERS.weekly.challengeDelay);
    await at('/wallet/chain?act=claim');
    await press(page, 'Claim and withdraw, in one');
    await sent(page, 'Claim and withdrawal of ada_one', 'confirming');
    await confirmed();
    await sent(page, 'Claim and withdrawal of ada_one', 'counted');
    await holds(page, { total: '100.000000000000000001', active: '100.000000000000000001' });
    await page.getByText(`All that is final, up to round ${ROUND}, is claimed.`).waitFor();

    // Out: no round under way counts it, so what is released is due at once.
    await choose('Release');
    await field(page, 'Amount').fill('40');
    await page
      .getByRole('form', { name: /^Release from/ })
      .getByRole('button')
      .click();
    await sent(page, 'Release 40 from ada_one', 'confirming');
    await confirmed();
    await choose('Withdraw');
    await press(page, 'Withdraw it');
    await sent(page, 'Withdrawal of 40 from ada_one', 'confirming');
    await confirmed();
    await sent(page, 'Withdrawal of 40 from ada_one', 'counted');
    await holds(page, { total: '60.000000000000000001', active: '60.000000000000000001' });
    const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'balanceOf', args: [person(ADA)] });
    const balance = BigInt(await chain.request<string>('eth_call', [{ to: token, data }, 'latest']));
    assert.equal(balance, units(440) - 1n + amount, 'what came out, and the payout');

    await choose('Payouts');
    await press(page, 'Let them become stake');
    await confirmed();
    await page.getByRole('button', { name: 'Let them become available' }).waitFor();

    // A wallet that cannot sign permits approves first, and what was paid out goes in again.
    await choose('Deposit');
    await page.getByText(/In your wallet: 44\d/).waitFor();
    wallet.refuse('eth_signTypedData_v4', 4200);
    await depositNow('5');
    await sent(page, 'Approval of the vault for deposit 5 on ada_one', 'confirming');
    await sent(page, 'Deposit 5 on ada_one', 'confirming');
    await confirmed();
    await holds(page, { total: '65.000000000000000001', active: '65.000000000000000001' });

    // No settlement became final for so long that everybody may leave at once.
    assert.equal(await page.getByRole('button', { name: 'Leave at once' }).count(), 0);
    await chain.advance(VAULT_PARAMETERS.weekly.silence);
    await at('/wallet/chain?act=exit');
    await page.getByText('the vault lets everybody leave at once').waitFor();
    await keepPicture(page, 'chain-wallet-exit');
    await press(page, 'Take everything out');
    await press(page, 'Leave the vault?');
    await sent(page, 'Exit of ada_one with 65.000000000000000001', 'confirming');
    await confirmed();
    await sent(page, 'Exit of ada_one with 65.000000000000000001', 'counted');
    await holds(page, { total: '0', active: '0' });

    // Another account in the wallet is said, and moves nothing.
    await page.evaluate((address) => {
      (window as unknown as { wallet: { show(address: string): void } }).wallet.show(address);
    }, person(STRANGER));
    await page.getByText('The wallet changed its account').waitFor();
    await choose('Deposit');
    await depositNow('1');
    await page.getByText('another account than the one that is linked').waitFor();
    assert.equal((await fetch(`${origin}/api/account/chain`)).status, 401);
    const scriptBytes = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    );
    assert.ok(
      scriptBytes > 50_000 && scriptBytes < 250_000,
      `${scriptBytes} bytes of scripts, with those for the wallet`,
    );
    await press(page, 'Clear what is done');
    assert.equal(await page.locator('li[data-stage="counted"]').count(), 0);

    // The wallet of the linked address signs in, another one does not.
    await at('/account');
    await press(page, 'Sign out');
    await page.waitForURL(`${origin}/`);
    await at('/sign-in');
    await keepPicture(page, 'chain-sign-in');
    await press(page, 'Sign in with a wallet');
    await page.getByText(/No account lets 0x\w+ sign in/).waitFor();
    visitor.refused(/^400: .*\/api\/chain\/sign-in/);
    await page.evaluate((address) => {
      (window as unknown as { wallet: { show(address: string): void } }).wallet.show(address);
    }, person(ADA));
    await press(page, 'Sign in with a wallet');
    await page.waitForURL('**/account');
    await page.getByText('ada@example.org').first().waitFor();
  }));

test('an address that is linked signs in once its person says so with the password, no more when he takes it back, and gives way to another while nothing was staked', (context) =>
  asVisitor(stage, context, async (visitor) => {
    const { page, at } = visitor;
    const { services, origin } = stage.server;
    const wallet = walletOf(KAY);
    await browserWallet(page.context(), { url: rpc, accounts: [wallet.address], chainId: chain.chainId });
    await signUp(visitor, 'kay');
    const account = (await services.accounts.find({ username: 'kay' }))?.id ?? '';
    const { publicId, secretKey } = await services.accounts.createKey({ account, name: 'shell' });
    const shell = robataClient({ origin, key: `${publicId}$${secretKey}` });
    const { text, nonce } = await shell.chainChallenge(wallet.address);
    await shell.linkAddress({ nonce, signature: await wallet.signMessage({ message: text }) });
    assert.equal((await shell.ownChain()).signsIn, false);

    await at('/wallet/chain');
    await page.getByText('This wallet does not sign in').waitFor();
    await press(page, 'Connect Test Wallet');
    await keepPicture(page, 'chain-linked-by-key');
    await letSignIn(page, PASSWORD);
    await page.getByText('signs in', { exact: true }).waitFor();
    await keepPicture(page, 'chain-signs-in');
    assert.equal((await shell.ownChain()).signsIn, true);
    await press(page, 'Let it sign in no more');
    await page.getByText('This wallet does not sign in').waitFor();
    assert.equal((await shell.ownChain()).signsIn, false);

    await page.evaluate(
      (address) => {
        (window as unknown as { wallet: { show(address: string): void } }).wallet.show(address);
      },
      person(KAY + 1),
    );
    await page.getByText('The vault has had nothing of the linked address.').waitFor();
    await keepPicture(page, 'chain-link-instead');
    await press(page, 'Link this address instead');
    await press(page, 'Link it in place of the other?');
    await page.getByText('The vault has had nothing of the linked address.').waitFor({ state: 'detached' });
    assert.equal((await shell.ownChain()).address, person(KAY + 1).toLowerCase());
  }));

test('the wallet on chain and the vault fit every screen, and axe finds no fault', async (context) => {
  const { browser, server } = stage;
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'chain',
    paths: ['/wallet', '/wallet/ada_one', '/wallet/chain', '/wallet/chain?act=claim', '/chain', '/sign-in'],
    before: async (page, session) => {
      await browserWallet(session, { url: rpc, accounts: [person(ADA)], chainId: chain.chainId });
      const at = async (path: string): Promise<void> => void (await page.goto(`${server.origin}${path}`));
      await signIn({ page, at }, 'ada');
      await page.waitForURL('**/account');
    },
    prepare: async (page, path) => {
      if (path !== '/wallet/chain') return;
      await press(page, 'Connect Test Wallet');
      await page.getByText('chain 1: the vault is on chain 31337').waitFor();
    },
  });
});
