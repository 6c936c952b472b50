import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  amount,
  balance,
  parseEntry,
  payoutClearing,
  type RoundId,
  stake,
  TREASURY,
  verifyJournal,
} from '@robata/ledger';
import { DomainError } from '../../domainError.ts';
import { immediateQueue } from '../../jobs/immediateQueue.ts';
import type { ModelRecord } from '../../records.ts';
import type { Storage } from '../../storage/storage.ts';
import { sharedLedger } from '../sharedLedger.ts';
import { type RoundEngine, roundEngine } from './roundEngine.ts';
import type { Approval } from './step.ts';
import { smallDesk } from './testing/smallDesk.ts';

const MODELS: readonly ModelRecord[] = [1, 2, 3].map((id) => ({
  id,
  name: `m${id}`,
  account: `account${id}`,
  kind: 'participant',
  description: '',
  marked: id === 3,
}));
const HORIZON = 3;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-03T18:00:00Z');
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** Round n opens a day after the one before, closes a day later, and is scored on each of the days after that. */
const at = (round: number, days: number): number => START + (round - 1 + days) * DAY_MS;

/** What the engine must do on every storage. `open` gives an empty one. */
export function roundEngineContract(
  name: string,
  open: () => Promise<Storage>,
  options: { skip?: string | false } = {},
): void {
  describe(`round engine contract: ${name}`, { skip: options.skip ?? false }, () => {
    let storage: Storage;
    const clock = { ms: START };
    const missing = new Set<string>();
    const failing = new Set<string>();
    before(async () => {
      storage = await open();
      await storage.transaction((writer) => writer.putModels(MODELS));
      const ledger = sharedLedger(storage);
      await ledger.transact((book) => {
        book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: amount('0.5') } });
        for (const { id, account } of MODELS) {
          book.post({ idempotencyKey: `d${id}`, command: { kind: 'deposit', account, amount: amount('100') } });
          book.post({
            idempotencyKey: `s${id}`,
            command: { kind: 'stake_increase', account, model: String(id), amount: amount('100') },
          });
        }
      });
    });
    after(() => storage.close());

    /** A process of its own: nothing in memory is shared with another one. */
    const process = (approval: Approval = 'automatic') => {
      const desk = smallDesk({
        models: MODELS,
        horizonDays: HORIZON,
        opensAt: (round) => iso(at(round, 0)),
        closesAt: (round) => iso(at(round, 1)),
        scoredAt: (round, day) => iso(at(round, 1 + day)),
        submitted: () => [1, 2, 3],
        hopeless: (round) => (round === 13 ? 'Nobody had a stake.' : undefined),
        scoreOf: (round, day, model) => {
          if (failing.has(`${round}/${day}`)) throw new Error('a thread has ended');
          return missing.has(`${round}/${day}`) ? null : (model === 1 ? 0.01 : -0.01) * day;
        },
      });
      const now = () => new Date(clock.ms);
      const ledger = sharedLedger(storage);
      // The queue asks the engine for its jobs, the engine the queue for its place in it.
      const queue: ReturnType<typeof immediateQueue> = immediateQueue({
        db: null,
        now,
        kinds: Object.fromEntries(
          ['round-open', 'round-close', 'round-score', 'round-resolve'].map((kind) => [
            kind,
            { deadlineSeconds: 60, attempts: 3, handler: (payload, job) => kindOf(kind).handler(payload, job) },
          ]),
        ),
      });
      const engine: RoundEngine = roundEngine({
        storage,
        ledger,
        desk,
        now,
        approval,
        enqueue: (kind, payload, key) => queue.enqueue(null, kind, payload, { key }),
      });
      const kindOf = (kind: string) => {
        const found = engine.kinds[kind];
        assert.ok(found);
        return found;
      };
      /** Everything that is due now, and what that makes due. */
      const work = async (): Promise<void> => {
        while ((await engine.tick()) > 0) await queue.runDue();
      };
      return { engine, ledger, queue, work };
    };
    const begin = (round: number, { engine } = process()) =>
      engine.schedule(round, [{ kind: 'open', day: 0, dueAt: iso(at(round, 0)) }]);
    const incidents = async (round: number): Promise<string[]> =>
      (await storage.incidents(100)).filter((each) => each.round === round).map(({ message }) => message);

    it('takes a round through its life by the clock, each step once, whoever asks how often', async () => {
      const [one, two] = [process(), process()];
      await begin(1);
      await begin(1);
      clock.ms = at(1, 0) - 1000;
      await one.work();
      assert.equal(await storage.round(1), null, 'not before its time');
      for (const days of [0, 0.5, 1, 2, 3]) {
        clock.ms = at(1, days);
        // Two workers at the same steps at once: what the database refuses one of them it tries again.
        await Promise.all([one.work(), two.work()]);
        await one.queue.runDue();
      }
      assert.deepEqual([(await storage.round(1))?.state, (await storage.round(1))?.scoredDays], ['scoring', 2]);
      clock.ms = at(1, 4);
      missing.add('1/3');
      await one.work();
      assert.equal((await storage.round(1))?.scoredDays, 2);
      missing.clear();
    });

    it('puts off what lacks its data, says so once, and goes on when it is there', async () => {
      const worker = process();
      assert.deepEqual(await incidents(1), [
        'Round 1 could not be scored for day 3 yet. The prices of day 3 are not there yet.',
      ]);
      missing.add('1/3');
      clock.ms += 61_000;
      await worker.work();
      assert.equal((await incidents(1)).length, 1);
      missing.clear();
      await worker.work();
      assert.equal((await storage.round(1))?.scoredDays, 2, 'not before it is tried again');
      clock.ms += 61_000;
      await worker.work();
      assert.equal((await storage.round(1))?.scoredDays, 3);
      assert.equal((await storage.scores({ round: 1 })).length, 3 * MODELS.length);
    });

    it('waits for a treasury that can pay, and then pays once', async () => {
      const [one, two] = [process(), process()];
      assert.equal((await storage.round(1))?.state, 'scoring');
      assert.ok((await incidents(1)).some((message) => message.includes('The treasury lacks')));
      const plan = await storage.plan(1);
      assert.ok(plan);
      await one.ledger.transact((book) =>
        book.post({ idempotencyKey: 'more', command: { kind: 'treasury_deposit', amount: amount('99.5') } }),
      );
      clock.ms += 61_000;
      await Promise.all([one.work(), two.work()]);
      await two.queue.runDue();
      const round = await storage.round(1);
      assert.deepEqual([round?.state, round?.planHash, round?.salt], ['resolved', plan.hash, 'salt of 1']);
      const journal = await two.ledger.journal();
      const stored = (await storage.ledger(1, 1000)).map(({ body }) => parseEntry(body));
      assert.equal(verifyJournal(stored).status, 'verified');
      assert.equal(balance(journal, payoutClearing('classic/1' as RoundId)), 0n);
      const payouts = await storage.payouts({ round: 1 });
      assert.deepEqual(
        payouts.map(({ model }) => model),
        [1, 2, 3],
      );
      assert.ok((payouts[0]?.amount ?? 0n) > 0n && (payouts[1]?.amount ?? 0n) < 0n);
      assert.equal(balance(journal, stake('1')), amount('100') + (payouts[0]?.amount ?? 0n));
      assert.equal(balance(journal, TREASURY), amount('100') - (payouts[0]?.amount ?? 0n));
      assert.ok((await storage.steps(1)).every(({ state }) => state === 'done'));
    });

    it('fixes the stakes at the close although the job of the close runs later', async () => {
      const worker = process();
      await begin(2);
      clock.ms = at(2, 0);
      await worker.work();
      clock.ms = at(2, 1) + 5000;
      await worker.engine.takeDueSnapshots();
      await worker.ledger.transact((book) => {
        book.post({ idempotencyKey: 'd4', command: { kind: 'deposit', account: 'account1', amount: amount('7') } });
        book.post({
          idempotencyKey: 's4',
          command: { kind: 'stake_increase', account: 'account1', model: '1', amount: amount('7') },
        });
      });
      const before = balance(await worker.ledger.journal(), stake('1')) - amount('7');
      await worker.work();
      const entries = await storage.entries({ round: 2, model: 1 });
      assert.equal(entries[0]?.atRisk, before);
    });

    it('posts a plan only when it is approved, where somebody has to', async () => {
      const worker = process('operator');
      for (const days of [2, 3, 4]) {
        clock.ms = at(2, days) + 10_000;
        await worker.work();
      }
      assert.equal((await storage.round(2))?.state, 'scoring');
      const plan = await storage.plan(2);
      assert.ok(plan);
      assert.deepEqual(await incidents(2), [
        `Round 2 could not be resolved yet. Its payout plan ${plan.hash} waits for the operator's approval.`,
      ]);
      await assert.rejects(
        worker.engine.approve({ round: 2, planHash: 'another', by: 'ops' }),
        (error) => error instanceof DomainError && error.code === 'plan_changed',
      );
      await assert.rejects(
        worker.engine.approve({ round: 9, planHash: 'another', by: 'ops' }),
        (error) => error instanceof DomainError && error.code === 'unknown_plan',
      );
      await worker.engine.approve({ round: 2, planHash: plan.hash, by: 'ops' });
      await worker.work();
      assert.equal((await storage.round(2))?.state, 'resolved');
      await worker.engine.approve({ round: 2, planHash: plan.hash, by: 'somebody later' });
      assert.equal((await storage.plan(2))?.approvedBy, 'ops');
      const posted = (await storage.plan(1))?.hash ?? '';
      await assert.rejects(
        worker.engine.approve({ round: 1, planHash: posted, by: 'ops' }),
        (error) => error instanceof DomainError && error.code === 'round_finished',
      );
    });

    it('pays rounds in the order of their closes, whoever approves what first', async () => {
      const worker = process('operator');
      for (const round of [31, 32]) await begin(round);
      for (let days = 0; days <= HORIZON + 2; days += 1) {
        clock.ms = at(31, days) + 10_000;
        await worker.work();
      }
      const [first, second] = [await storage.plan(31), await storage.plan(32)];
      assert.ok(first && second);
      const approve = (round: number, planHash: string) => worker.engine.approve({ round, planHash, by: 'ops' });
      await assert.rejects(
        approve(32, second.hash),
        (error) =>
          error instanceof DomainError && error.code === 'earlier_round' && /round 31 first/.test(error.sentence),
      );
      // The first one is approved and cannot be posted: whoever comes to the second one now lets it wait.
      await approve(31, first.hash);
      await approve(32, second.hash);
      const step = { kind: 'resolve', day: 0 } as const;
      assert.deepEqual(await worker.engine.run({ round: 32, ...step }), {
        status: 'missing',
        why: 'Round 31 closed before and is resolved first.',
        isUsual: true,
      });
      const waits = (await storage.incidents(200)).filter(
        ({ rule, round }) => rule === 'step_postponed' && round === 32,
      );
      assert.deepEqual([...new Set(waits.map(({ severity }) => severity))], ['info'], 'it takes its turn: no warning');
      await worker.work();
      clock.ms += 61_000;
      await worker.work();
      assert.deepEqual([(await storage.round(31))?.state, (await storage.round(32))?.state], ['resolved', 'resolved']);
      assert.ok(!(await storage.incidents(200)).some(({ rule, round }) => rule === 'burn_shortfall' && round === 32));
    });

    it('says that a step failed, and does it when it no longer does', async () => {
      const worker = process();
      await begin(21);
      clock.ms = at(21, 0);
      await worker.work();
      clock.ms = at(21, 1) + 1000;
      await worker.engine.takeDueSnapshots();
      clock.ms = at(21, 2) + 1000;
      failing.add('21/1');
      await worker.work();
      assert.deepEqual(await incidents(21), [
        'Round 21 could not be scored for day 1 yet. It failed and is tried again: robata admin job list says why.',
      ]);
      failing.clear();
      clock.ms += 61_000;
      await worker.work();
      assert.equal((await storage.round(21))?.scoredDays, 1);
      assert.equal((await incidents(21)).length, 1);
      await worker.engine.cancel(21, 'The test is over.');
    });

    it('cancels a round that can never be closed', async () => {
      const worker = process();
      await begin(13);
      for (const days of [0, 1, 2]) {
        clock.ms = at(13, days);
        await worker.work();
      }
      const hopeless = await storage.round(13);
      assert.deepEqual([hopeless?.state, hopeless?.reason], ['cancelled', 'Nobody had a stake.']);
      assert.ok((await storage.steps(13)).every(({ state }) => state === 'done'));
      assert.equal((await worker.ledger.journal()).activeRounds.length, 0);
    });

    it('cancels a round that nobody could submit to, and one that the operator gives up', async () => {
      const worker = process();
      await begin(11);
      clock.ms = at(11, 1);
      await worker.work();
      const missed = await storage.round(11);
      assert.deepEqual([missed?.state, missed?.reason?.includes('did not run')], ['cancelled', true]);
      assert.ok((await storage.steps(11)).every(({ state }) => state === 'done'));

      await begin(12);
      clock.ms = at(12, 1);
      const early = clock.ms - 1000;
      clock.ms = early;
      await worker.work();
      clock.ms = at(12, 1);
      await worker.work();
      await worker.engine.cancel(12, 'The data of that week were wrong.');
      clock.ms = at(12, 9);
      await worker.work();
      const given = await storage.round(12);
      assert.deepEqual([given?.state, given?.scoredDays], ['cancelled', 0]);
      assert.equal((await worker.ledger.journal()).activeRounds.length, 0);
      for (const [round, code] of [
        [12, 'round_finished'],
        [99, 'unknown_round'],
      ] as const) {
        await assert.rejects(
          worker.engine.cancel(round, 'again'),
          (error) => error instanceof DomainError && error.code === code,
        );
      }
    });
  });
}
