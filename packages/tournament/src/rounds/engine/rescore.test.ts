import assert from 'node:assert/strict';
import { it } from 'node:test';
import { amount } from '@robata/ledger';
import { immediateQueue } from '../../jobs/immediateQueue.ts';
import type { ModelRecord } from '../../records.ts';
import { memoryStorage } from '../../storage/memoryStorage.ts';
import { sharedLedger } from '../sharedLedger.ts';
import { rescoresOf } from './rescore.ts';
import { type RoundEngine, roundEngine } from './roundEngine.ts';
import { smallDesk } from './testing/smallDesk.ts';

const MODELS: readonly ModelRecord[] = [1, 2].map((id) => ({
  id,
  name: `m${id}`,
  account: `account${id}`,
  kind: 'participant',
  description: '',
  marked: false,
}));
const HORIZON = 3;
const START = Date.parse('2026-01-03T18:00:00Z');
const at = (days: number): number => START + days * 86_400_000;
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A tournament of one round by the engine of production, whose payouts an operator approves. */
async function tournament() {
  const storage = memoryStorage();
  await storage.transaction((writer) => writer.putModels(MODELS));
  const ledger = sharedLedger(storage);
  await ledger.transact((book) => {
    book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: amount('1000') } });
    for (const { id, account } of MODELS) {
      book.post({ idempotencyKey: `d${id}`, command: { kind: 'deposit', account, amount: amount('100') } });
      const command = { kind: 'stake_increase', account, model: String(id), amount: amount('100') } as const;
      book.post({ idempotencyKey: `s${id}`, command });
    }
  });
  const clock = { ms: START };
  const corrected = new Set<number>();
  const desk = smallDesk({
    models: MODELS,
    horizonDays: HORIZON,
    opensAt: () => iso(at(0)),
    closesAt: () => iso(at(1)),
    scoredAt: (_, day) => iso(at(1 + day)),
    submitted: () => [1, 2],
    scoreOf: (_, day, model) => (corrected.has(day) ? 3 : 1) * (model === 1 ? 0.01 : -0.02) * day,
  });
  const now = (): Date => new Date(clock.ms);
  const queue: ReturnType<typeof immediateQueue> = immediateQueue({
    db: null,
    now,
    kinds: Object.fromEntries(
      ['round-open', 'round-close', 'round-score', 'round-resolve'].map((kind) => [
        kind,
        {
          deadlineSeconds: 60,
          attempts: 1,
          handler: async (payload, job) => engine.kinds[kind]?.handler(payload, job),
        },
      ]),
    ),
  });
  const engine: RoundEngine = roundEngine({
    storage,
    ledger,
    desk,
    now,
    approval: 'operator',
    enqueue: (kind, payload, key) => queue.enqueue(null, kind, payload, { key }),
  });
  const until = async (day: number): Promise<void> => {
    for (; clock.ms <= at(day); clock.ms += 43_200_000) while ((await engine.tick()) > 0) await queue.runDue();
  };
  await engine.schedule(1, [{ kind: 'open', day: 0, dueAt: iso(at(0)) }]);
  return { storage, engine, corrected, until };
}

const cause = {
  id: 'c1',
  knownBefore: '2026-01-09',
  from: '2026-01-06',
  to: '2026-01-06',
  sentence: 'A close was wrong.',
};

it('puts new scores in the place of the old ones, once for a cause, and keeps both in a record and an incident', async () => {
  const { storage, engine, corrected, until } = await tournament();
  await until(3);
  const before = await storage.scores({ round: 1 });
  assert.equal((await storage.round(1))?.scoredDays, 2);
  corrected.add(2);
  assert.equal(await engine.rescore(1, cause), 'rescored');
  assert.equal(await engine.rescore(1, cause), 'known');
  const after = await storage.scores({ round: 1 });
  assert.deepEqual(
    after.map(({ day, values }) => [day, values[0]]),
    before.map(({ day, values }) => [day, (day === 2 ? 3 : 1) * (values[0] as number)]),
  );
  const [record, ...more] = await rescoresOf(storage, 1);
  assert.deepEqual(more, []);
  assert.deepEqual([record?.days, record?.changedValues], [2, 2 * (before[0]?.values.length ?? 0)]);
  const [column] = record?.columns ?? [];
  assert.deepEqual([column?.models, column?.changed, column?.before, column?.after], [2, 2, -0.01, -0.03]);
  assert.ok(Math.abs((column?.largestChange ?? 0) - 0.08) < 1e-12);
  const incident = (await storage.incidents(10)).find(({ rule }) => rule === 'rescored');
  assert.deepEqual([incident?.round, incident?.severity, incident?.rows], [1, 'warning', record?.changedValues]);
  assert.match(
    incident?.message ?? '',
    /again for days 1 to 2 before 2026-01-09\. A close was wrong\. Of its scores \d+ values/,
  );
});

it('makes a plan anew that waits for approval, and leaves one that is approved, and a resolved round, as they are', async () => {
  const { storage, engine, corrected, until } = await tournament();
  await until(1 + HORIZON);
  const first = await storage.plan(1);
  assert.ok(first !== null && first.approvedBy === null);
  corrected.add(HORIZON);
  assert.equal(await engine.rescore(1, cause), 'rescored');
  const second = await storage.plan(1);
  assert.ok(second !== null && second.hash !== first.hash);
  await assert.rejects(engine.approve({ round: 1, planHash: first.hash, by: 'ada' }), { code: 'plan_changed' });
  await engine.approve({ round: 1, planHash: second.hash, by: 'ada' });
  const scores = await storage.scores({ round: 1 });
  corrected.clear();
  assert.equal(await engine.rescore(1, { ...cause, id: 'c2' }), 'kept');
  await until(3 + HORIZON);
  assert.equal((await storage.round(1))?.state, 'resolved');
  assert.equal(await engine.rescore(1, { ...cause, id: 'c2' }), 'kept');
  assert.deepEqual(await storage.scores({ round: 1 }), scores);
  assert.equal((await rescoresOf(storage, 1)).length, 1);
  assert.equal(await engine.rescore(99, cause), 'kept');
});
