import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { accountService } from '../accounts/accountService.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { stakeService } from '../stakes/stakeService.ts';
import { openPglite } from '../storage/openStorage.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { notificationService } from './notificationService.ts';
import { roundNews } from './roundNews.ts';

const now = (): Date => new Date('2024-03-01T12:00:00Z');
const TOKEN = 10n ** 18n;

let storage: SqlStorage;
let ada: string;
let operator: string;
const numbers: Record<string, number> = {};
before(async () => {
  storage = await openPglite(null);
  const accounts = accountService({ db: storage.db, now });
  ada = (await accounts.create({ username: 'ada', email: 'ada@example.org' })).id;
  operator = (await accounts.create({ username: 'olga', email: 'olga@example.org', role: 'operator' })).id;
  for (const name of ['staked', 'before', 'sent', 'idle']) {
    numbers[name] = (await accounts.createModel({ account: ada, name, tournament: 'classic' })).model;
  }
  const stakes = stakeService(sharedLedger(storage));
  await stakes.deposit({ account: ada, amount: '100' });
  for (const name of ['staked', 'sent']) {
    await stakes.increase({ account: ada, model: numbers[name] as number, amount: '10' });
  }
  await submitted('before', 6, false);
  await submitted('sent', 7, false);
  await submitted('staked', 7, true);
});
after(() => storage.close());

async function submitted(name: string, round: number, late: boolean): Promise<void> {
  const model = numbers[name] as number;
  const filename = `${name}-${round}`;
  await sql`insert into upload (filename, kind, account, model, display_name, file, bytes, sha256, received_at)
    values (${filename}, 'classic', ${ada}, ${model}, 'f.csv', 'aa/aaa', 1, ${filename}, '2024-03-01T12:00:00Z')`.execute(
    storage.db,
  );
  await sql`insert into submission (id, filename, account, model, tournament, round, state, late, sha256, values_hash, note, created_at)
    values (${filename}, ${filename}, ${ada}, ${model}, 'classic', ${round}, 'accepted', ${late}, ${filename}, 'hash', '',
      '2024-03-01T12:00:00Z')`.execute(storage.db);
}

const newsOf = (account: string) => notificationService(storage.db, now).list(account);
const news = () => roundNews(storage.db, notificationService(storage.db, now));

test('a model with a stake, or in the round before, is told once of a round it sent nothing in time for', async () => {
  assert.equal(await news().missed('classic', 7), 2);
  assert.equal(await news().missed('classic', 7), 0, 'a restart asks again');
  assert.equal(await news().missed('classic', 6), 0, 'and of earlier rounds');
  const told = await newsOf(ada);
  assert.deepEqual(told.map(({ kind, model, round }) => [kind, model, round]).sort(), [
    ['missed_round', numbers['staked'], 7],
    ['missed_round', numbers['before'], 7],
  ]);
});

test('a resolved round tells each amount once, in whatever order rounds resolve', async () => {
  const round = (number: number, state: 'scoring' | 'resolved' | 'cancelled') =>
    storage.transaction((writer) => writer.putRound({ ...roundRecord(number), state }));
  const paid = (number: number, name: string, amount: bigint) =>
    storage.transaction((writer) =>
      writer.addPayouts([{ round: number, model: numbers[name] as number, atRisk: 10n * TOKEN, amount }]),
    );
  await round(1, 'scoring');
  await round(2, 'resolved');
  await round(3, 'cancelled');
  await paid(2, 'staked', TOKEN / 2n);
  assert.equal(await news().resolved(), 1);
  assert.equal(await news().resolved(), 0);
  await round(1, 'resolved');
  await paid(1, 'sent', -TOKEN / 4n);
  assert.equal(await news().resolved(), 1);
  assert.equal(await news().resolved(), 0);
  await round(4, 'scoring');
  assert.equal(await news().resolved(), 0);
  await round(4, 'resolved');
  await paid(4, 'sent', 0n);
  assert.equal(await news().resolved(), 1);
  const told = (await newsOf(ada)).filter(({ kind }) => kind === 'payout_resolved');
  assert.deepEqual(
    told.map(({ message }) => message),
    [
      'Round 4 has resolved: sent had 10 at risk, and it earned 0.',
      'Round 1 has resolved: sent had 10 at risk, and 0.25 of it burned.',
      'Round 2 has resolved: staked had 10 at risk, and it earned 0.5.',
    ],
  );
});

test('an account is told once when its withdrawal was sent or refused', async () => {
  const stakes = stakeService(sharedLedger(storage));
  const [sent, refused, waiting] = [
    await stakes.requestWithdrawal({ account: ada, amount: '3' }),
    await stakes.requestWithdrawal({ account: ada, amount: '4.5' }),
    await stakes.requestWithdrawal({ account: ada, amount: '5' }),
  ];
  assert.equal(await news().withdrawals(), 0);
  await stakes.confirmWithdrawal({ request: sent.request, reference: 'transfer 17' });
  assert.equal(await news().withdrawals(), 1);
  await stakes.refuseWithdrawal({ request: refused.request, reason: 'The bank does not know the address.' });
  await stakes.cancelWithdrawal({ account: ada, request: waiting.request });
  assert.equal(await news().withdrawals(), 1);
  assert.equal(await news().withdrawals(), 0);
  const told = (await newsOf(ada)).filter(({ kind }) => kind === 'withdrawal');
  assert.deepEqual(
    told.map(({ message }) => message),
    [
      'Your withdrawal of 4.5 was refused and is in your wallet again: The bank does not know the address.',
      'Your withdrawal of 3 was sent (transfer 17).',
    ],
  );
});

test('operators are told of errors in the data, once, and of many in one line', async () => {
  const incident = (severity: 'error' | 'warning', message: string) => ({
    rule: 'late_day',
    severity,
    rows: 1,
    day: '2024-03-01',
    security: null,
    round: null,
    message,
  });
  const add = (count: number) =>
    storage.transaction((writer) =>
      writer.addIncidents([
        incident('warning', 'not told'),
        ...Array.from({ length: count }, () => incident('error', 'The day has no prices.')),
      ]),
    );
  await add(1);
  assert.equal(await news().incidents(), 1);
  assert.equal(await news().incidents(), 0);
  await add(30);
  assert.equal(await news().incidents(), 11);
  const told = await newsOf(operator);
  assert.equal(told.length, 12);
  assert.equal(told[0]?.message, '20 more data incidents were recorded: look at the list of incidents.');
  assert.equal(told.at(-1)?.message, 'late_day on 2024-03-01: The day has no prices.');
  assert.equal((await newsOf(ada)).filter(({ kind }) => kind === 'data_incident').length, 0);
});
