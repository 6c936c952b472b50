import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type ChainState, type RobataClient, robataClient, ServerAnswerError } from '@robata/client';
import { modelKey } from '@robata/contracts';
import { leastDepositOf } from '@robata/contracts/calls';
import { type TestVault, testVault, tokens } from '@robata/contracts/testing';
import { type DataFolder, openDataFolder, readOperatorKey } from '@robata/tournament';
import { chainList } from '@robata/tournament/chain';
import type { FastifyInstance } from 'fastify';
import { getAddress, type Hex, toHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { createServer } from '../createServer.ts';
import { openServices, type TournamentServices } from '../services/openServices.ts';
import { chainSettings } from './chainSettings.ts';
import { deployVault } from './deployVault.ts';

/** One of the local chain's accounts, which everybody knows. */
const walletOf = (addressIndex: number) => mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex });
const [alice, bob] = [walletOf(4), walletOf(5)];
const CONFIRMATIONS = 1;

let vault: TestVault;
let rpc: string;
let folder: string;
let place: DataFolder;
let services: TournamentServices;
let app: FastifyInstance;
let origin: string;
let ada: RobataClient;
let eve: RobataClient;
let modelId: string;
const faults: unknown[] = [];

const open = (isOn: boolean): Promise<TournamentServices> =>
  openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl: 'https://robata.test',
    allowPrivateWebhooks: false,
    works: false,
    ...(isOn && {
      chain: chainSettings({
        ROBATA_CHAIN_RPC: rpc,
        ROBATA_CHAIN_VAULT: vault.vault,
        ROBATA_CHAIN_CONFIRMATIONS: String(CONFIRMATIONS),
      }),
    }),
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  });

before(async () => {
  vault = await testVault();
  rpc = await vault.chain.listen();
  folder = await mkdtemp(join(tmpdir(), 'robata-chain-'));
  place = await openDataFolder(folder);
  services = await open(true);
  app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: (error) => faults.push(error),
  });
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const clientOf = async (username: string): Promise<[RobataClient, string]> => {
    const account = await services.accounts.create({ username, email: `${username}@example.org` });
    const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'test' });
    const slot = await services.accounts.createModel({
      account: account.id,
      name: `${username}s model`.replace(' ', '_'),
      tournament: 'classic',
    });
    return [robataClient({ origin, key: `${publicId}$${secretKey}`, attempts: 1 }), slot.id];
  };
  [ada, modelId] = await clientOf('ada');
  [eve] = await clientOf('eve');
});

after(async () => {
  await app.close();
  await services.stop();
  await place.close();
  await vault.chain.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, []);
});

const operate = async (words: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
  const key = readOperatorKey(folder);
  const response = await fetch(`${origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${key?.publicId}$${key?.secretKey}` },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
};
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ServerAnswerError ? error.code : error),
  );
const readOn = async (): Promise<void> => {
  await vault.chain.mine(CONFIRMATIONS);
  await services.chain?.tick();
};

test('an address is linked by a signature of its own wallet, once, and by nobody else', async () => {
  const { text, nonce } = await ada.chainChallenge(alice.address);
  assert.match(text, /^robata\.test wants you to sign in with your Ethereum account:\n0x/);
  assert.match(text, /\nLink this address to the account ada \(/);
  for (const line of [`- ethereum:${getAddress(vault.vault)}@31337`, 'Chain ID: 31337', `Nonce: ${nonce}`])
    assert.ok(text.includes(line));
  const signature = await alice.signMessage({ message: text });
  assert.equal(await codeOf(eve.linkAddress({ nonce, signature })), 'unknown_nonce', 'a text is for one account');
  assert.equal(
    await codeOf(ada.linkAddress({ nonce, signature: await bob.signMessage({ message: text }) })),
    'wrong_signature',
  );
  assert.equal(await codeOf(ada.linkAddress({ nonce, signature })), 'unknown_nonce', 'a text serves once');
  const again = await ada.chainChallenge(alice.address);
  const linked = await ada.linkAddress({
    nonce: again.nonce,
    signature: await alice.signMessage({ message: again.text }),
  });
  assert.equal(linked.address, alice.address.toLowerCase());
  const stolen = await eve.chainChallenge(alice.address);
  const signed = { nonce: stolen.nonce, signature: await alice.signMessage({ message: stolen.text }) };
  assert.equal(await codeOf(eve.linkAddress(signed)), 'address_taken');
  assert.equal(await codeOf(eve.chainChallenge('0x12')), 'invalid_address');
  const wrong = await eve.chainChallenge(bob.address);
  await eve.linkAddress({ nonce: wrong.nonce, signature: await bob.signMessage({ message: wrong.text }) });
  const asked = { address: bob.address };
  assert.equal((await operate('chain unlink plan', asked))['username'], 'eve');
  assert.equal((await operate('chain unlink', asked))['username'], 'eve');
  assert.equal((await operate('chain unlink', asked))['code'], 'not_linked');
  const { acts } = await services.accounts.acts({ action: 'chain unlink' });
  assert.deepEqual(
    acts.map(({ subject, details }) => [subject, details['address']]),
    [['eve', bob.address.toLowerCase()]],
  );
});

test('a wallet signs in where the server knows its address, and not by the link of a key', async () => {
  assert.equal(((await ada.chain()) as ChainState).signsIn, true);
  const { address } = alice;
  const { text, nonce } = await eve.signInChallenge(address);
  assert.match(text, /^robata\.test wants you to sign in with your Ethereum account:\n0x/);
  const signature = await alice.signMessage({ message: text });
  assert.equal(await codeOf(eve.people.signInWithWallet({ address, nonce, signature })), 'wallet_not_linked');
  assert.equal(await codeOf(eve.people.signInWithWallet({ address, nonce, signature })), 'unknown_nonce');
});

test('what was deposited is shown at once as it is on its way, and as confirmed in a sum that adds up', async () => {
  const state = (await ada.chain()) as ChainState;
  assert.equal(state.vault, vault.vault.toLowerCase());
  assert.equal(state.settles, false);
  const before = await ada.ownChain();
  const key = before.models[0]?.key as `0x${string}`;
  const [{ model }] = (await services.accounts.listModels(
    (
      await services.accounts.require({ username: 'ada' })
    ).id,
  )) as unknown as [{ model: number }];
  assert.equal(key, modelKey(String(model)));
  await vault.send(alice.address, 'deposit', key, tokens(12));
  // Pages are told of a block within a second.
  await setTimeout(1_000);
  const sent = await ada.ownChain();
  assert.deepEqual([sent.models[0]?.confirmed.active, sent.models[0]?.latest.active, sent.value], ['0', '12', '0']);
  await readOn();
  const read = await ada.ownChain();
  assert.deepEqual([read.models[0]?.confirmed.active, read.value, read.ledger], ['12', '12', '12']);
  assert.equal((await ada.account.stake(modelId)).stake, '12');
  assert.deepEqual(await ada.chainClaims(alice.address), { final: null, pending: null, claims: [], coming: [] });
  const reconciled = await operate('chain reconcile', {});
  assert.deepEqual([reconciled['agrees'], reconciled['staked']], [true, '12']);
});

test('the service changes no stake that is in the vault, and says where it changes', async () => {
  const increase = ada.account.changeStake(modelId, { type: 'increase', amount: '1' });
  await assert.rejects(
    increase,
    /held by its vault on chain\. Deposit, release, withdraw and restake with your wallet/,
  );
  assert.equal(await codeOf(ada.account.requestWithdrawal('1')), 'on_chain');
  assert.equal((await operate('deposit', { username: 'ada', amount: '5' }))['code'], 'on_chain');
  assert.equal((await operate('chain settle', {}))['code'], 'nothing_to_settle');
});

test('a tournament whose stakes are on chain is not served without saying where, nor with another vault', async () => {
  await assert.rejects(open(false), /set ROBATA_CHAIN_RPC and ROBATA_CHAIN_VAULT/);
  const other = await deployVault({
    rpc,
    keyFile: join(folder, 'deployer.key'),
    token: vault.token,
    owner: walletOf(1).address,
    settler: walletOf(2).address,
    guardian: walletOf(3).address,
    schedule: 'daily',
    sends: false,
  }).catch((error: Error) => error.message);
  assert.match(String(other), /cannot be read/);
});

test('a vault is deployed with a key that only its owner can read', async () => {
  const keyFile = join(folder, 'deployer.key');
  await writeFile(keyFile, toHex(walletOf(0).getHdKey().privateKey as Uint8Array));
  const wanted = {
    rpc,
    keyFile,
    token: vault.token,
    owner: walletOf(1).address,
    settler: walletOf(2).address,
    guardian: walletOf(3).address,
    schedule: 'daily',
  } as const;
  await chmod(keyFile, 0o644);
  await assert.rejects(deployVault({ ...wanted, sends: false }), /others may read it/);
  await chmod(keyFile, 0o600);
  const estimate = await deployVault({ ...wanted, sends: false });
  assert.equal(estimate.vault, null);
  assert.ok(estimate.gas > 1_000_000n);
  const leastOf = async (leastDeposit?: bigint) => {
    const deployed = await deployVault({ ...wanted, ...(leastDeposit !== undefined && { leastDeposit }), sends: true });
    const call = (to: Hex, data: Hex) => vault.chain.request<Hex>('eth_call', [{ to, data }, 'latest']);
    return { deployed, least: await leastDepositOf(call, deployed.vault as Hex) };
  };
  assert.equal((await leastOf(0n)).least, 0n);
  const { deployed, least } = await leastOf();
  assert.equal(least, tokens(1), 'one token, where nothing else is said');
  assert.match(deployed.vault ?? '', /^0x[0-9a-f]{40}$/);
  const settings = { ROBATA_CHAIN_RPC: rpc, ROBATA_CHAIN_VAULT: deployed.vault ?? '' };
  const { openChainOf } = await import('./openChainOf.ts');
  const opening = openChainOf({
    settings: chainSettings(settings) as never,
    storage: place.storage,
    backend: 'pglite',
    accounts: services.accounts,
    configuredUrl: null,
    publicUrl: () => origin,
    secret: 'for-the-tests-of-this-file-alone-0123456789',
    now: () => new Date(),
  });
  await assert.rejects(opening, /are in the vault .* set that of the tournament/);
  assert.equal((await chainList(place.storage, 'chain/links')).length, 1);
});
