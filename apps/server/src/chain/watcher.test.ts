import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tokens } from '@robata/contracts/testing';
import { amountOf, balance, type Journal, stake, wallet } from '@robata/ledger';
import { closeConfirmed } from '@robata/tournament';
import { chainDocument, chainList } from '@robata/tournament/chain';
import { CONFIRMATIONS, testChain } from './testing/chainForTests.ts';

const at = await testChain([
  { model: 1, account: 'ada' },
  { model: 2, account: 'bob' },
  { model: 3, account: 'ada' },
]);
const { on, storage, ledger } = at;
after(() => on.chain.close());
await at.link('ada', on.alice);
let clean = await on.chain.snapshot();

const held = (journal: Journal, account: string, model: string): bigint[] => [
  balance(journal, wallet(account)),
  balance(journal, stake(model)),
];
const waiting = async () => (await chainList(storage, 'chain/waiting')).map(({ reason }) => reason);
