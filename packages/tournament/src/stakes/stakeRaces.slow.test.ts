import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../domainError.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { openPostgres, openPostgresBeside } from '../storage/openStorage.ts';
import { startPostgres } from '../storage/postgresForTests.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { type StakeService, stakeService, stakeValue } from './stakeService.ts';

const postgres = await startPostgres();
const UNIT = 10n ** 18n;
const MODEL = 7;

/** How often each answer came: an amount moved, or the code of a refusal. */
async function tally(answers: readonly Promise<{ readonly amount: bigint }>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of await Promise.allSettled(answers)) {
    if (answer.status === 'rejected' && !(answer.reason instanceof DomainError)) throw answer.reason;
    const key =
      answer.status === 'fulfilled' ? String(answer.value.amount / UNIT) : (answer.reason as DomainError).code;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('money that several processes move at once', { skip: 'reason' in postgres ? postgres.reason : false }, () => {
  const storages: SqlStorage[] = [];
  const processes: StakeService[] = [];
  before(async () => {
    if ('reason' in postgres) return;
    const url = await postgres.createDatabase();
    // Each has its own connections and its own copy of the journal, as a process of its own has.
    for (let i = 0; i < 3; i++) {
      const storage = await (i === 0 ? openPostgres : openPostgresBeside)(url);
      storages.push(storage);
      processes.push(stakeService(sharedLedger(storage)));
    }
  });
  after(async () => {
    for (const storage of storages) await storage.close();
  });
  const everywhere = <T>(times: number, work: (stakes: StakeService) => T): T[] =>
    Array.from({ length: times }, (_, i) => work(processes[i % processes.length] as StakeService));
  const state = async (account: string) => {
    const [first] = processes as [StakeService];
    return [(await first.available(account)) / UNIT, stakeValue(await first.figures(MODEL)) / UNIT];
  };

  it('does once what one idempotency key asks for, however many ask', async () => {
    const deposit = { account: 'ada', amount: '100', idempotencyKey: 'deposit' };
    assert.deepEqual(await tally(everywhere(30, (stakes) => stakes.deposit(deposit))), { 100: 30 });
    const stake = { account: 'ada', model: MODEL, amount: '1', idempotencyKey: 'stake' };
    assert.deepEqual(await tally(everywhere(30, (stakes) => stakes.increase(stake))), { 1: 30 });
    assert.deepEqual(await state('ada'), [99n, 1n]);
  });

  it('spends nothing twice, and drains a stake once', async () => {
    const spend = (stakes: StakeService) => stakes.increase({ account: 'ada', model: MODEL, amount: '10' });
    assert.deepEqual(await tally(everywhere(30, spend)), { 10: 9, insufficient_funds: 21 });
    const drain = (stakes: StakeService) => stakes.decrease({ account: 'ada', model: MODEL, amount: '1', drain: true });
    assert.deepEqual(await tally(everywhere(30, drain)), { 91: 1, no_stake: 29 });
    assert.deepEqual(await state('ada'), [100n, 0n]);
    const sequences = (await (storages[0] as SqlStorage).ledger(1, 1_000)).map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, at) => at + 1),
      'a ledger without a gap',
    );
  });
});
