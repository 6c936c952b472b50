import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountService, type AccountService } from '../accounts/accountService.ts';
import { moneyCommands } from '../accounts/moneyCommands.ts';
import { accountCommands, type OperatorCommands } from '../accounts/operatorCommands.ts';
import { openPeople } from '../accounts/people.ts';
import type { RoundPlan } from '../accounts/roundPlan.ts';
import { configurationBook } from '../configuration/configurationBook.ts';
import { DomainError } from '../domainError.ts';
import type { IncidentRecord } from '../records.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { robata1 } from '../rounds/tournamentConfig.ts';
import { stakeService } from '../stakes/stakeService.ts';
import { openPglite } from '../storage/openStorage.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import type { TreasuryPage } from '../views/types.ts';
import { consoleCommands } from './consoleCommands.ts';
import { presence } from './presence.ts';
import type { AccountDetail, AuditPage, DeskView, IncidentList, IncidentView, RoundUnderWay } from './types.ts';

let storage: SqlStorage;
let accounts: AccountService;
let commands: OperatorCommands;
let time = Date.parse('2024-03-01T12:00:00Z');
const now = (): Date => new Date(time);

before(async () => {
  storage = await openPglite(null);
  const { db } = storage;
  accounts = accountService({ db, now });
  const ledger = sharedLedger(storage);
  const stakes = stakeService(ledger);
  const people = await openPeople({ db, accounts, secret: 'x'.repeat(40), publicUrl: null });
  commands = {
    ...accountCommands({ accounts, people, stakes }),
    ...moneyCommands({ storage, ledger, accounts, stakes }),
    ...consoleCommands({ storage, db, accounts, stakes, approval: 'operator', now }),
  };
  await accounts.create({ username: 'olga', email: 'olga@example.org', role: 'operator' });
  for (const username of ['ada', 'Adam', 'eve']) await accounts.create({ username, email: `${username}@example.net` });
});
after(() => storage.close());

const run = async <T>(words: string, input: object = {}): Promise<T> => {
  const operator = await accounts.require({ username: 'olga' });
  const command = commands[words];
  assert.ok(command, words);
  return (await command(input, { operator })) as T;
};
const refusal = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;

const incident = (severity: IncidentRecord['severity'], message: string, rule = 'late_day'): IncidentRecord => {
  return { rule, severity, rows: 1, day: '2024-03-01', security: null, round: null, message };
};

test('the treasury is told by the payout policy in force, as its page is', async () => {
  const payoutPolicy = { ...robata1.payoutPolicy, id: 'house-rules', version: 3 };
  await configurationBook(storage).begin({ ...robata1, payoutPolicy });
  const { policy } = await run<TreasuryPage>('treasury');
  assert.equal(policy, 'house-rules (version 3)');
});

test('an incident stays open until an operator closes it, opens again, and keeps what was decided', async () => {
  await storage.transaction((writer) =>
    writer.addIncidents([incident('error', 'No prices.'), incident('info', 'A note.'), incident('warning', 'Stale.')]),
  );
  const list = (filter: object = {}) => run<IncidentList>('incident list', filter);
  const texts = async (filter: object) => (await list(filter)).incidents.map(({ message }) => message);
  assert.deepEqual(await texts({ state: 'open' }), ['Stale.', 'No prices.'], 'an info asks for nothing');
  assert.equal((await run<DeskView>('desk')).waiting.openIncidents, 1);
  const [{ id } = { id: 0 }] = (await list({ severity: 'error' })).incidents;
  const closed = await run<IncidentView>('incident decide', { id, kind: 'close', note: ' They came late. ' });
  assert.deepEqual(
    [closed.isOpen, closed.decisions],
    [false, [{ at: '2024-03-01T12:00:00Z', by: 'olga', kind: 'close', note: 'They came late.' }]],
  );
  assert.deepEqual(await texts({ state: 'open' }), ['Stale.']);
  assert.deepEqual(await texts({ state: 'closed' }), ['A note.', 'No prices.']);
  assert.equal((await run<DeskView>('desk')).waiting.openIncidents, 0);
  await assert.rejects(run('incident decide', { id, kind: 'close', note: 'again' }), refusal('incident_decided'));
  await run('incident decide', { id, kind: 'note', note: 'The vendor says sorry.' });
  assert.deepEqual(await texts({ state: 'open' }), ['Stale.'], 'a note opens nothing');
  await run('incident decide', { id, kind: 'reopen', note: 'It happened again.' });
  assert.equal((await run<DeskView>('desk')).waiting.openIncidents, 1);
  await assert.rejects(run('incident decide', { id, kind: 'reopen', note: 'again' }), refusal('incident_decided'));
  await assert.rejects(run('incident decide', { id: 999, kind: 'note', note: 'x' }), refusal('incident_not_found'));
});

test('incidents are found by what they say, page by page, the newest first', async () => {
  await storage.transaction((writer) =>
    writer.addIncidents(Array.from({ length: 5 }, (_, i) => incident('info', `Paged ${i}: 100 % _odd_`, 'pages'))),
  );
  const first = await run<IncidentList>('incident list', { rule: 'pages', limit: 2 });
  assert.deepEqual([first.total, first.incidents.map(({ message }) => message[6])], [5, ['4', '3']]);
  const next = await run<IncidentList>('incident list', { rule: 'pages', limit: 2, before: first.incidents[1]?.id });
  assert.deepEqual(
    next.incidents.map(({ message }) => message[6]),
    ['2', '1'],
  );
  assert.equal((await run<IncidentList>('incident list', { search: 'PAGED 2' })).total, 1);
  assert.equal((await run<IncidentList>('incident list', { search: '% _o' })).total, 5, 'letters are only letters');
  assert.equal((await run<IncidentList>('incident list', { search: "' or true --" })).total, 0);
});

test('what an operator publishes is an incident that everybody reads, and an act', async () => {
  await run('incident publish', { severity: 'warning', message: 'The vendor is late.' });
  assert.deepEqual((await storage.incidents(1))[0], {
    rule: 'operator',
    severity: 'warning',
    rows: 1,
    day: '2024-03-01',
    security: null,
    round: null,
    message: 'The vendor is late.',
  });
  await assert.rejects(
    run('incident publish', { severity: 'info', message: 'x', round: 7 }),
    refusal('round_not_found'),
  );
  const { acts, actions } = await run<AuditPage>('audit', { action: 'incident publish' });
  assert.deepEqual(
    acts.map(({ actor, subject, details }) => [actor, subject, details]),
    [['olga', 'tournament', { severity: 'warning', message: 'The vendor is late.' }]],
  );
  assert.deepEqual(actions, ['incident close', 'incident note', 'incident publish', 'incident reopen']);
});

test('the audit log is read in pages, by who, what and whom', async () => {
  for (let i = 0; i < 5; i += 1) {
    await accounts.recordAct({
      actor: i % 2 === 0 ? 'shell' : 'olga',
      action: 'test',
      subject: `thing ${i}`,
      details: { i },
    });
  }
  const subjects = async (filter: object) =>
    (await run<AuditPage>('audit', { action: 'test', ...filter })).acts.map(({ subject }) => subject);
  const page = await run<AuditPage>('audit', { action: 'test', limit: 2 });
  assert.deepEqual(
    page.acts.map(({ subject }) => subject),
    ['thing 4', 'thing 3'],
  );
  assert.ok(page.before !== null);
  assert.deepEqual(await subjects({ limit: 3, before: page.before }), ['thing 2', 'thing 1', 'thing 0']);
  assert.equal((await run<AuditPage>('audit', { action: 'test', limit: 3, before: page.before })).before, null);
  assert.deepEqual(await subjects({ actor: 'olga' }), ['thing 3', 'thing 1']);
  assert.deepEqual(await subjects({ search: 'THING 2' }), ['thing 2']);
  assert.deepEqual(await subjects({ search: '"i":4' }), ['thing 4']);
});

test('accounts are found by part of a name or address, role and status', async () => {
  const names = async (filter: object) =>
    (await run<{ accounts: { username: string }[] }>('account list', filter)).accounts.map(({ username }) => username);
  assert.deepEqual(await names({ search: 'AD' }), ['ada', 'Adam']);
  assert.deepEqual(await names({ search: 'example.org' }), ['olga']);
  assert.deepEqual(await names({ role: 'operator' }), ['olga']);
  await run('account block', { username: 'eve' });
  assert.deepEqual(await names({ status: 'blocked' }), ['eve']);
  assert.deepEqual(await names({ search: '%' }), []);
  await assert.rejects(names({ status: 'asleep' }), refusal('invalid_field'));
});

test('an account shows what it holds and how it signs in, and no secret', async () => {
  await run('deposit', { username: 'ada', amount: '10' });
  await run('model create', { username: 'ada', name: 'ridge', tournament: 'classic' });
  await run('key create', { username: 'ada', name: 'laptop', scopes: ['read_user_info'] });
  const ada = await run<AccountDetail>('account show', { username: 'ADA' });
  assert.deepEqual(
    [ada.username, ada.available, ada.hasPassword, ada.hasTwoFactor, ada.sessions, ada.withdrawalsWaiting],
    ['ada', '10', false, false, 0, 0],
  );
  assert.deepEqual(
    ada.models.map(({ name, stake }) => [name, stake]),
    [['ridge', '0']],
  );
  assert.deepEqual(
    ada.keys.map(({ name, scopes }) => [name, scopes]),
    [['laptop', ['read_user_info']]],
  );
  assert.ok(!/secret|hash/i.test(JSON.stringify(ada)));
  const made = await run<Record<string, unknown>>('account create', {
    username: 'ivan',
    email: 'ivan@example.net',
    withoutKey: true,
  });
  assert.deepEqual([made['publicId'], made['secretKey']], [null, null]);
});

test('rounds under way are told with their steps, those that wait for another one too', async () => {
  const step = (round: number, kind: 'open' | 'close' | 'resolve', postponed: string | null = null) => {
    const [dueAt, nextAt] = ['2024-03-01T00:00:00Z', '2024-03-01T12:01:00Z'];
    return { round, kind, day: 0, dueAt, nextAt, state: 'waiting' as const, postponed };
  };
  await storage.transaction(async (writer) => {
    await writer.putRound(roundRecord(1, { state: 'resolved' }));
    await writer.putRound(roundRecord(2, { closesAt: '2024-01-08T14:30:00Z', scoredDays: 20 }));
    await writer.putRound(roundRecord(3, { closesAt: '2024-01-15T14:30:00Z' }));
    await writer.putPlan({ round: 2, hash: 'abc', body: '{}', approvedBy: null });
    await writer.putSteps([
      step(2, 'resolve', 'Its payout plan waits.'),
      step(3, 'close', 'No prices.'),
      step(4, 'open'),
    ]);
  });
  const { rounds } = await run<{ rounds: RoundUnderWay[] }>('round steps');
  assert.deepEqual(
    rounds.map(({ number, state, after: earlier, next, plan }) => [number, state, earlier, next?.kind, plan]),
    [
      [2, 'scoring', null, 'resolve', { hash: 'abc', approvedBy: null }],
      [3, 'scoring', 2, 'close', null],
      [4, 'scheduled', null, 'open', null],
    ],
  );
  const { waiting } = await run<DeskView>('desk');
  assert.deepEqual(
    [waiting.approvals, waiting.postponedSteps],
    [1, 1],
    'what waits for an approval is not put off too',
  );
  await assert.rejects(run<RoundPlan>('round plan', { number: 3 }), refusal('plan_not_found'));
});

test('processes that are alive are known, and those of yesterday forgotten', async () => {
  const one = presence(storage.db, 'server', now);
  await one.beat();
  time += 3_600_000;
  const two = presence(storage.db, 'worker', now);
  await two.beat();
  await two.beat();
  assert.deepEqual(
    (await one.list()).map(({ kind, heartbeatAt }) => [kind, heartbeatAt]),
    [
      ['worker', '2024-03-01T13:00:00Z'],
      ['server', '2024-03-01T12:00:00Z'],
    ],
  );
  time += 86_400_000 - 1_800_000;
  assert.deepEqual(
    (await two.list()).map(({ kind }) => kind),
    ['worker'],
  );
  await two.leave();
  assert.deepEqual(await two.list(), []);
});

test('a number that the database cannot hold is refused by the name of its field', async () => {
  const beyond = 2 ** 31;
  for (const [words, input, field] of [
    ['incident list', { before: beyond }, 'before'],
    ['incident decide', { id: beyond, kind: 'note', note: 'x' }, 'id'],
    ['incident publish', { round: beyond, severity: 'info', message: 'x' }, 'round'],
    ['round plan', { number: beyond }, 'number'],
    ['audit', { before: Number.MAX_SAFE_INTEGER }, 'before'],
  ] as const) {
    await assert.rejects(run(words, input), { code: 'invalid_field', field }, words);
  }
});
