import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountService, type AccountService } from '../accounts/accountService.ts';
import { moneyCommands } from '../accounts/moneyCommands.ts';
import { accountCommands, type OperatorCommands } from '../accounts/operatorCommands.ts';
import { openPeople } from '../accounts/people.ts';
import type { RoundPlan } from '../accounts/roundPlan.ts';
import { configurationBook } from '../configuration/configurationBook.ts';
import { FEED_DOCUMENT, type FeedState, type FeedView, putFeedDecisions } from '../datasets/feedDecisions.ts';
import { DomainError } from '../domainError.ts';
import type { IncidentRecord } from '../records.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { robata1 } from '../rounds/tournamentConfig.ts';
import { stakeService } from '../stakes/stakeService.ts';
import { openPglite } from '../storage/openStorage.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { roundCalendar } from '../views/roundCalendar.ts';
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

const fed = (change: Partial<FeedState> = {}) =>
  storage.transaction((writer) =>
    writer.putDocument(FEED_DOCUMENT, {
      exchange: 'XNYS',
      last: '2024-02-28',
      delivered: ['2024-03-04'],
      fault: { rule: 'missing_day', day: '2024-02-29', why: 'The feed lacks it.' },
      held: [],
      ...change,
    } satisfies FeedState),
  );
interface FeedDecided {
  readonly rounds: readonly number[];
  readonly message: string;
}

test('a market that is not fed has no day to skip', async () => {
  assert.equal((await run<FeedView>('data feed')).feed, null);
  await assert.rejects(run('data skip', { day: '2024-02-29' }), refusal('not_fed'));
});

test('a day that never comes is skipped with the rounds that hold it named, and is waited for again while nothing used that', async () => {
  await fed();
  await storage.transaction(async (writer) => {
    // Its last scored day is 26 January; that of the others comes after February.
    await writer.putRound(roundRecord(801, { eraDay: '2023-12-22', state: 'resolved' }));
    await writer.putRound(roundRecord(802, { eraDay: '2024-02-02' }));
    await writer.putRound(roundRecord(803, { eraDay: '2024-02-23' }));
    await writer.addFundDays([{ day: '2024-02-28', nav: 1, gross: 0, turnover: 0, cost: 0 }]);
  });
  const refused = (day: string, code: string) => assert.rejects(run('data skip', { day }), refusal(code), day);
  await refused('2024-02-30', 'invalid_field');
  await refused('2024-03-02', 'no_trading_day');
  await refused('2024-03-29', 'no_trading_day');
  await refused('2024-03-04', 'day_has_data');
  await refused('2024-03-15', 'day_too_far');
  await assert.rejects(
    run('data skip', { day: '2024-02-28' }),
    (error: unknown) => error instanceof DomainError && error.message === '2024-02-28 has data and was played.',
  );
  await assert.rejects(run('data skip', { day: '2023-12-28' }), (error: unknown) => {
    return error instanceof DomainError && /is past: .* and round 801 is resolved with it\.$/.test(error.message);
  });
  const skipped = await run<FeedDecided>('data skip', { day: '2024-02-29', reason: 'The vendor lost it; for good.' });
  assert.deepEqual(skipped.rounds, [802, 803]);
  assert.match(
    skipped.message,
    /^2024-02-29, on which New York Stock Exchange traded, is skipped by an operator: its data will not come \(The vendor lost it, for good\); rounds 802 to 803 are scored without it/,
  );
  assert.doesNotMatch(skipped.message, /no round opens/);
  await refused('2024-02-29', 'already_skipped');
  const incidents = await run<IncidentList>('incident list', { rule: 'day_skipped' });
  assert.deepEqual(
    incidents.incidents.map(({ day, severity, message }) => [day, severity, message]),
    [['2024-02-29', 'warning', skipped.message]],
  );
  const [act] = (await run<AuditPage>('audit', { limit: 1 })).acts;
  assert.deepEqual([act?.actor, act?.action, act?.subject], ['olga', 'data skip', '2024-02-29']);
  assert.deepEqual(
    (await run<FeedView>('data feed')).decisions.skipped.map(({ day }) => day),
    ['2024-02-29'],
  );
  // The calendar of a round counts without it.
  const scoredOn = async (round: number, day: number) =>
    (await roundCalendar(storage, round))?.days.find(({ scoringDay }) => scoringDay === day)?.day;
  assert.deepEqual([await scoredOn(803, 1), await scoredOn(803, 2)], ['2024-02-28', '2024-03-01']);

  await run('data skip', { day: '2024-02-29', undo: true });
  assert.deepEqual((await run<FeedView>('data feed')).decisions.skipped, []);
  assert.equal(await scoredOn(803, 2), '2024-02-29');
  await assert.rejects(run('data skip', { day: '2024-02-29', undo: true }), refusal('not_skipped'));
  await run('data skip', { day: '2024-02-29' });
  await fed({ last: '2024-03-04', delivered: [], fault: null });
  await assert.rejects(run('data skip', { day: '2024-02-29', undo: true }), refusal('decision_used'));
  // The last trading day of a week is its era's.
  assert.match((await run<FeedDecided>('data skip', { day: '2024-03-08' })).message, /no round opens from that week/);
});

test('a thin day is accepted or skipped, and no other day is', async () => {
  const fault = {
    rule: 'thin_day',
    day: '2024-03-05',
    why: 'The feed has prices of 400 of 500 stocks; it lacks AAPL.',
  };
  await fed({ last: '2024-03-04', delivered: ['2024-03-05', '2024-03-06'], fault });
  await assert.rejects(run('data accept', { day: '2024-03-06' }), refusal('day_not_thin'));
  await assert.rejects(run('data skip', { day: '2024-03-06' }), refusal('day_has_data'));
  const { message } = await run<FeedDecided>('data accept', { day: '2024-03-05' });
  assert.match(message, /is played as thin as it is, as an operator decided\. The feed has prices of 400 .*; round/);
  await assert.rejects(run('data accept', { day: '2024-03-05' }), refusal('already_accepted'));
  await assert.rejects(
    run('data skip', { day: '2024-03-05' }),
    refusal('already_accepted'),
    'one of them would be untrue',
  );
  await run('data accept', { day: '2024-03-05', undo: true });
  await run('data skip', { day: '2024-03-05' });
  await assert.rejects(run('data accept', { day: '2024-03-05' }), refusal('already_skipped'));
});

test('a move that is held back is real by its id or ticker, until the day on which that is used', async () => {
  const held = [{ security: 'FB', ticker: 'META', day: '2024-03-04', ratio: 0.62 }];
  await fed({ last: '2024-03-05', delivered: [], fault: null, held });
  await assert.rejects(run('data real', { day: '2024-03-04', security: 'AAPL' }), refusal('no_held_move'));
  const { message, rounds } = await run<FeedDecided>('data real', {
    day: '2024-03-04',
    security: 'META',
    reason: 'news',
  });
  assert.deepEqual(rounds, [802, 803]);
  assert.match(
    message,
    /^FB closed on 2024-03-04 at 0\.620 times its price before, and an operator knows that it is no split \(news\); .* scored again with it\.$/,
  );
  const moves = async () => (await run<FeedView>('data feed')).decisions.real;
  assert.deepEqual(
    (await moves()).map(({ security, from }) => [security, from]),
    [['FB', null]],
  );
  await run('data real', { day: '2024-03-04', security: 'META', undo: true });
  assert.deepEqual(await moves(), []);
  await run('data real', { day: '2024-03-04', security: 'FB' });
  await run('data real', { day: '2024-03-04', security: 'FB', undo: true });
  assert.deepEqual(await moves(), []);
  await run('data real', { day: '2024-03-04', security: 'FB' });
  const used = (await moves()).map((move) => ({ ...move, from: 400 }));
  await storage.transaction((writer) => putFeedDecisions(writer, { real: used }));
  await assert.rejects(run('data real', { day: '2024-03-04', security: 'FB', undo: true }), refusal('decision_used'));
});
