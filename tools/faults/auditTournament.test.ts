import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LedgerRecord, memoryStorage, sharedLedger, stakeService } from '@robata/tournament';
import { auditTournament, type StoredSubmission } from './auditTournament.ts';
import { History, type KeptMove } from './history.ts';

/** A history of four commands with the ledger that they made, and what else the audit looks at. */
async function played() {
  const storage = memoryStorage();
  const stakes = stakeService(sharedLedger(storage));
  const history = new History();
  const moves: KeptMove[] = [];
  const move = async (kind: 'deposit' | 'increase' | 'drain', amount: string): Promise<void> => {
    const key = `key-${moves.length}`;
    const kept = history.begin({ key, kind, account: 'ada', model: kind === 'deposit' ? null : 7, amount });
    const request = { account: 'ada', model: 7, amount, idempotencyKey: key };
    kept.attempts = 1;
    if (kind === 'deposit') await stakes.deposit(request);
    if (kind === 'increase') await stakes.increase(request);
    if (kind === 'drain') await stakes.decrease({ ...request, amount: '0', drain: true });
    history.acknowledge(kept, { status: 'confirmed', amount });
    moves.push(kept);
  };
  await move('deposit', '100');
  await move('increase', '30');
  await move('drain', '30');
  await move('deposit', '1.5');
  const submission: StoredSubmission = {
    id: 's1',
    model: 7,
    round: 1,
    state: 'accepted',
    late: false,
    filename: 'p.csv',
    valuesHash: 'x',
    turn: 1,
  };
  history.submissions.push({ id: 's1', model: 7 });
  return { storage, history, moves, submissions: [submission] };
}
type Played = Awaited<ReturnType<typeof played>>;

/** The same storage with another ledger. */
const withLedger = ({ storage }: Played, change: (records: readonly LedgerRecord[]) => readonly LedgerRecord[]) => ({
  ...storage,
  ledger: async (from: number, limit: number) =>
    change(await storage.ledger(1, 1_000)).slice(from - 1, from - 1 + limit),
});

async function found(given: Played, storage: Parameters<typeof auditTournament>[1] = given.storage) {
  const { lost, doubled, broken } = await auditTournament(given.history, storage, given.submissions);
  return { lost: lost.length, doubled: doubled.length, isBroken: broken.length > 0 };
}

const SOUND = { lost: 0, doubled: 0, isBroken: false };

test('a tournament that knows everything once is sound', async () => {
  assert.deepEqual(await found(await played()), SOUND);
});

test('an acknowledged command that is gone is lost, and the chain has a gap', async () => {
  const given = await played();
  const storage = withLedger(given, (records) => records.filter(({ sequence }) => sequence !== 2));
  assert.deepEqual(await found(given, storage), { lost: 1, doubled: 0, isBroken: true });
});

test('the last command gone leaves a good chain and is lost all the same', async () => {
  const given = await played();
  const found4 = await found(
    given,
    withLedger(given, (records) => records.slice(0, 3)),
  );
  assert.equal(found4.lost, 1);
});

test('a command that is there twice, or that nobody sent, is doubled', async () => {
  const given = await played();
  assert.equal(
    (
      await found(
        given,
        withLedger(given, (records) => [...records, records[3] as LedgerRecord]),
      )
    ).doubled,
    1,
  );
  const stakes = stakeService(sharedLedger(given.storage));
  await stakes.deposit({ account: 'ada', amount: '1', idempotencyKey: 'nobody' });
  assert.deepEqual(await found(given), { ...SOUND, doubled: 1 });
});

test('a command that was refused at its only attempt and is there is doubled', async () => {
  const given = await played();
  (given.moves[3] as KeptMove).outcome = 'refused';
  assert.deepEqual(await found(given), { ...SOUND, doubled: 1 });
});

test('an amount other than the acknowledged one counts as lost', async () => {
  const given = await played();
  (given.moves[2] as KeptMove).reply = { status: 'confirmed', amount: '29' };
  assert.deepEqual(await found(given), { ...SOUND, lost: 1 });
});

test('a repetition that is answered otherwise, or refused, is told', async () => {
  const given = await played();
  given.history.acknowledge(given.moves[1] as KeptMove, { status: 'pending', amount: '30' });
  given.history.refuse(given.moves[1] as KeptMove, 'insufficient_funds');
  assert.equal(given.history.faults.length, 2);
  assert.equal((await found(given)).isBroken, true);
});

test('balances in the tables that differ from the log are told', async () => {
  const given = await played();
  const balances = async () => new Map([...(await given.storage.balances())].map(([name, held]) => [name, held + 1n]));
  assert.equal((await found(given, { ...given.storage, balances })).isBroken, true);
});

test('a submission that is gone, rejected, or made twice of one file is told', async () => {
  const given = await played();
  const [row] = given.submissions as [StoredSubmission];
  assert.equal((await found({ ...given, submissions: [] })).lost, 1);
  assert.equal((await found({ ...given, submissions: [{ ...row, state: 'rejected' }] })).lost, 1);
  assert.equal((await found({ ...given, submissions: [row, { ...row, id: 's2', turn: 2 }] })).doubled, 1);
});
