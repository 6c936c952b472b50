import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIGNALS_PRESETS } from '../rounds/signals/signalsPresets.ts';
import { robata1 } from '../rounds/tournamentConfig.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { configurationBook } from './configurationBook.ts';
import { configurationDesk, configurationPage } from './configurationPage.ts';
import { payoutPolicies } from './payoutPolicies.ts';

const act = { author: 'olga', time: '2026-01-01T00:00:00Z' };
const MORE_RISK = { 'optimizer.riskAversionPerStockWithAlphaFactor': 0.2 };

async function begun(openRounds = 0) {
  const storage = memoryStorage();
  const book = configurationBook(storage);
  const first = { ...robata1, universeSize: 450 };
  await book.begin(first);
  await storage.transaction(async (writer) => {
    for (let number = 1; number <= openRounds; number++) await writer.putRound(roundRecord(number));
  });
  const change = async (changes: object, effectiveFromRound?: number) => {
    const { hash } = await book.propose({ changes, effectiveFromRound, reason: 'Because.', ...act });
    return book.adopt({ hash, ...act });
  };
  return { storage, book, first, change };
}

test('a round has the last version that began by then; versions are kept as they were adopted', async () => {
  const { book, first, change } = await begun(2);
  assert.deepEqual(await book.of(1), first);
  await change(MORE_RISK, 5);
  await change({ 'payout.clip': '0.03' }, 9);
  const versionOf = async (round: number) => (await book.of(round)).version;
  assert.deepEqual(await Promise.all([1, 4, 5, 8, 9, 99].map(versionOf)), [1, 1, 2, 2, 3, 3]);
  assert.equal((await book.of(9)).optimizer.riskAversionPerStockWithAlphaFactor, 0.2, 'what was changed before stays');
  assert.equal((await book.of(9)).universeSize, 450);
  assert.equal((await book.current()).version, 1);
  const page = await configurationPage(book);
  assert.deepEqual(
    page.versions.map(({ version, effectiveFromRound, lastRound, changes }) => [
      version,
      effectiveFromRound,
      lastRound,
      changes.length,
    ]),
    [
      [3, 9, null, 1],
      [2, 5, 8, 1],
      [1, 1, 4, 0],
    ],
  );
});

test('a payout policy keeps its version until what is paid changes', async () => {
  const { storage, change } = await begun();
  await change({ 'payout.clip': '0.03' });
  await change(MORE_RISK);
  await change({ 'payout.clip': '0.05' });
  const policies = await payoutPolicies(storage);
  assert.deepEqual(
    [...policies].map(([version, policy]) => [version, policy.id, policy.version]),
    [
      [1, 'robata-1', 1],
      [2, 'robata-1', 2],
      [3, 'robata-1', 2],
      [4, 'robata-1', 1],
    ],
  );
});

test('a changed policy never bears the version of the first one, whatever that is', async () => {
  const storage = memoryStorage();
  const book = configurationBook(storage);
  await book.begin({ ...robata1, payoutPolicy: { ...robata1.payoutPolicy, version: 2 } });
  const { hash } = await book.propose({ changes: { 'payout.clip': '0.03' }, reason: 'Because.', ...act });
  await book.adopt({ hash, ...act });
  const versions = [...(await payoutPolicies(storage)).values()].map(({ version }) => version);
  assert.deepEqual(versions, [2, 3]);
});

test('nothing is adopted but what was shown, in time, and after the version that it was made for', async () => {
  const { book, storage } = await begun(3);
  const refusal = (code: string) => ({ name: 'DomainError', code });
  await assert.rejects(book.adopt({ hash: 'x', ...act }), refusal('no_proposal'));
  const propose = (changes: object, effectiveFromRound?: number, reason = 'Because.') =>
    book.propose({ changes, effectiveFromRound, reason, ...act });
  await assert.rejects(propose(MORE_RISK, 3), refusal('round_refused'));
  await assert.rejects(propose(MORE_RISK, 4, ' '), refusal('reason_needed'));
  await assert.rejects(propose({}), refusal('nothing_changes'));
  await assert.rejects(propose({ 'optimizer.gross': -1 }), { ...refusal('rule_refused'), field: 'optimizer.gross' });
  const first = await propose(MORE_RISK);
  assert.equal(first.effectiveFromRound, 4);
  const second = await propose({ ...MORE_RISK, alphaFactor: false });
  await assert.rejects(book.adopt({ hash: first.hash, ...act }), refusal('other_proposal'));
  await storage.transaction((writer) => writer.putRound(roundRecord(4, { state: 'open' })));
  await assert.rejects(book.adopt({ hash: second.hash, ...act }), refusal('round_already_open'));
  assert.match((await configurationDesk(book)).proposal?.refusal ?? '', /Round 4 has opened/);
  await book.withdraw(second.hash);
  assert.equal(await book.proposal(), null);
  const third = await propose(MORE_RISK, 6);
  await book.adopt({ hash: third.hash, ...act });
  await assert.rejects(book.adopt({ hash: third.hash, ...act }), refusal('no_proposal'));
  await assert.rejects(
    propose({ alphaFactor: false }, 5),
    refusal('round_refused'),
    'no version begins before the one that it follows',
  );
});

test('an operator is told of a second change of the optimizer within the rounds of a mean, and of nothing where only payouts change', async () => {
  const { book, change } = await begun(2);
  await change(MORE_RISK, 10);
  await book.propose({
    changes: { 'weighting.kind': 'concave', 'weighting.exponent': 0.5 },
    effectiveFromRound: 25,
    reason: 'x',
    ...act,
  });
  const { proposal } = await configurationDesk(book);
  assert.ok(
    proposal?.notices.some((notice) => /Version 2 changed such rules from round 10 on, 15 rounds before/.test(notice)),
  );
  await book.propose({ changes: { 'payout.clip': '0.03' }, effectiveFromRound: 25, reason: 'x', ...act });
  assert.deepEqual((await configurationDesk(book)).proposal?.notices, [
    'Rounds that are open or closed are paid by the policy that they opened with.',
  ]);
});

test('a tournament that wrote nothing down says robata-1, and what is written down once stays', async () => {
  const { book, storage } = await begun();
  await book.begin({ ...robata1, universeSize: 7 });
  assert.equal((await book.first()).universeSize, 450);
  assert.equal((await configurationBook(memoryStorage()).current()).universeSize, robata1.universeSize);
  assert.equal((await configurationBook(storage, { ...robata1, universeSize: 8 }).of(1)).universeSize, 8);
});

test('an operator may take any policy that pays what Signals are scored by', async () => {
  const { first: classic } = await begun();
  const signals = SIGNALS_PRESETS['numerai-signals-2025'];
  const book = configurationBook(memoryStorage());
  await book.begin({ ...classic, signals });
  const { presets, signalsPresets } = await configurationDesk(book);
  assert.deepEqual(
    signalsPresets.map(({ id }) => id),
    ['numerai-signals-2025', 'numerai-signals-2026'],
  );
  assert.ok(presets.every(({ rules }) => Object.keys(rules).every((name) => name.startsWith('payout.'))));
  const changes = signalsPresets[1]?.rules ?? {};
  const { hash } = await book.propose({ changes, effectiveFromRound: 3, reason: 'Wider.', ...act });
  await book.adopt({ hash, ...act });
  const { signals: after, payoutPolicy } = await book.of(3);
  assert.deepEqual([after?.payoutPolicy.id, payoutPolicy.id], ['numerai-signals-2026', classic.payoutPolicy.id]);
  assert.deepEqual((await configurationDesk((await begun()).book)).signalsPresets, []);
});

test('where stakes are in a vault, no payout beyond its clip is proposed or adopted, in either tournament', async () => {
  const { storage, book } = await begun();
  const clip = (units: string) =>
    storage.transaction((writer) => writer.putDocument('chain/vault', { clip: { units }, afterSequence: 0 }));
  const propose = (changes: object) => book.propose({ changes, reason: 'Because.', ...act });
  await clip('50000000000');
  await assert.rejects(propose({ 'payout.clip': '0.25' }), {
    code: 'rule_refused',
    field: 'payout.clip',
    sentence: /up to 0\.25 of what is at risk, and the vault lets it be 0\.05: .* Propose 0\.05 or less/,
  });
  assert.deepEqual(
    (await book.check({ 'payout.clip': '0.25' })).faults.map(({ field }) => field),
    ['payout.clip'],
  );
  const { hash } = await propose({ 'payout.clip': '0.04' });
  // Lowered by the vault's owner since.
  await clip('30000000000');
  await assert.rejects(book.adopt({ hash, ...act }), { code: 'rule_refused', field: 'payout.clip' });
  await clip('50000000000');
  assert.equal((await book.adopt({ hash, ...act })).rules['payout.clip'], '0.04');

  const joint = memoryStorage();
  await joint.transaction((writer) => writer.putDocument('chain/vault', { clip: { units: '50000000000' } }));
  const withSignals = configurationBook(joint, { ...robata1, signals: SIGNALS_PRESETS['numerai-signals-2025'] });
  assert.deepEqual(
    (await withSignals.check({ 'signals.payout.clip': '0.06', 'payout.clip': '0.05' })).faults.map(
      ({ field }) => field,
    ),
    ['signals.payout.clip'],
  );
});
