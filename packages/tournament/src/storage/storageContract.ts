import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FundCloseRecord, LedgerRecord, RoundStep } from '../records.ts';
import { roundRecord as round } from '../testing/roundRecord.ts';
import type { Storage } from './storage.ts';

const ledger = (sequence: number, change: Partial<LedgerRecord> = {}): LedgerRecord => ({
  sequence,
  kind: 'deposit',
  idempotencyKey: `key-${sequence}`,
  hash: `hash-${sequence}`,
  previousHash: `hash-${sequence - 1}`,
  body: '{}',
  lines: [
    { account: 'world', amount: -(10n ** 27n) - 1n },
    { account: 'wallet:ada', amount: 10n ** 27n + 1n },
  ],
  ...change,
});

const fundClose = (product: string, sequence: number): FundCloseRecord & { events: string } => ({
  product,
  sequence,
  day: `2024-01-${String(sequence + 7).padStart(2, '0')}`,
  figures: {
    navStart: '0',
    nav: '10000000.000000000000000001',
    subscribed: '0',
    redeemed: '0',
    navAfter: '10000000.000000000000000001',
    cash: '-5.5',
    positions: '10000005.500000000000000001',
    payable: '0',
    accruedPerformanceFee: '0',
    sources: { prices: '-0.000000000000000001' },
    dayReturn: 1 / 3,
    index: 4 / 3,
    gross: 1e-17,
    net: -0.1,
    investors: 1,
  },
  asked: ['{"kind":"valued","day":"2024-01-08"}'],
  events: `events of ${product} ${sequence}`,
  hash: `${product}-${sequence}`,
});

/** What every storage must do. `open` gives an empty one. */
export function storageContract(
  name: string,
  open: () => Promise<Storage>,
  options: { skip?: string | false } = {},
): void {
  describe(`storage contract: ${name}`, { skip: options.skip ?? false }, () => {
    let storage: Storage;
    before(async () => {
      storage = await open();
      await storage.transaction(async (writer) => {
        await writer.putModels(
          [1, 2, 3].map((id) => ({
            id,
            name: `m${id}`,
            account: 'ada',
            kind: 'ridge',
            description: '',
            marked: id === 3,
            ...(id === 2 && { tournament: 'signals' as const }),
          })),
        );
        await writer.putRound(round(1));
        await writer.putRound(round(2));
      });
    });
    after(() => storage.close());

    it('gives models and rounds back in order, and null for a round that is not there', async () => {
      assert.deepEqual(
        (await storage.models()).map((model) => [model.id, model.marked, model.tournament]),
        [
          [1, false, undefined],
          [2, false, 'signals'],
          [3, true, undefined],
        ],
      );
      assert.deepEqual(
        (await storage.rounds()).map((row) => row.number),
        [1, 2],
      );
      assert.deepEqual(await storage.round(2), round(2));
      assert.equal(await storage.round(99), null);
    });

    it('replaces a round and keeps doubles, NaN and large amounts to the last bit', async () => {
      const values = [0.1 + 0.2, Number.NaN, -1e-300, 5e-324, 1 / 3, -0.012345678901234567, -0];
      const atRisk = 10n ** 30n + 7n;
      await storage.transaction(async (writer) => {
        await writer.putRound(round(1, { scoredDays: 2, stocks: 7 }));
        await writer.addScores([
          { round: 1, model: 1, day: 1, values: [1] },
          { round: 1, model: 1, day: 2, values },
          { round: 1, model: 2, day: 2, values: [2] },
        ]);
        await writer.addEntries([
          { round: 1, model: 1, atRisk, submissionHash: 'aa', late: false, metaModelCorrelation: null },
          { round: 1, model: 2, atRisk: 0n, submissionHash: 'bb', late: true, metaModelCorrelation: 0.25 },
        ]);
        await writer.addPayouts([{ round: 1, model: 1, atRisk, amount: -atRisk }]);
      });
      assert.equal((await storage.round(1))?.stocks, 7);
      assert.deepEqual(
        (await storage.scores({ model: 1, round: 1 })).map((row) => [row.day, [...row.values]]),
        [
          [1, [1]],
          [2, values],
        ],
      );
      assert.deepEqual(
        (await storage.scores({ latestOnly: true })).map((row) => [row.model, row.day]),
        [
          [1, 2],
          [2, 2],
        ],
      );
      assert.deepEqual(await storage.scores({ fromRound: 2 }), []);
      assert.deepEqual(
        (await storage.entries({ round: 1 })).map((row) => [row.atRisk, row.late, row.metaModelCorrelation]),
        [
          [atRisk, false, null],
          [0n, true, 0.25],
        ],
      );
      assert.deepEqual(await storage.payouts({ model: 1 }), [{ round: 1, model: 1, atRisk, amount: -atRisk }]);
    });

    it('refuses to rewrite a score, and then nothing of that transaction is there', async () => {
      await assert.rejects(
        storage.transaction(async (writer) => {
          await writer.putDocument('half', 1);
          await writer.addScores([{ round: 1, model: 3, day: 1, values: [1] }]);
          await writer.addScores([{ round: 1, model: 3, day: 1, values: [2] }]);
        }),
      );
      assert.equal(await storage.document('half'), null);
      assert.deepEqual(await storage.scores({ model: 3 }), []);
    });

    it('sees its own writes inside a transaction while others see them only after it', async () => {
      let outside: Promise<unknown> = Promise.resolve(null);
      await storage.transaction(async (writer) => {
        await writer.putDocument('note', { a: [1, null] });
        assert.deepEqual(await writer.document('note'), { a: [1, null] });
        outside = storage.document('note');
        await writer.putDocument('note', { a: 2 });
      });
      const seenOutside = await outside;
      assert.ok(seenOutside === null || JSON.stringify(seenOutside) === '{"a":2}', 'never the value in between');
      assert.deepEqual(await storage.document('note'), { a: 2 });
    });

    it('derives balances from the log and refuses what breaks it', async () => {
      await storage.transaction((writer) => writer.appendLedger([ledger(1), ledger(2)]));
      assert.deepEqual(
        await storage.balances(),
        new Map([
          ['wallet:ada', 2n * (10n ** 27n + 1n)],
          ['world', -2n * (10n ** 27n + 1n)],
        ]),
      );
      assert.deepEqual(await storage.ledger(2, 10), [ledger(2)]);
      const refused: [string, LedgerRecord][] = [
        ['a gap in the sequence', ledger(4)],
        ['a sequence used before', ledger(2, { idempotencyKey: 'new', hash: 'new' })],
        ['an idempotency key used before', ledger(3, { idempotencyKey: 'key-1' })],
        ['lines that do not balance', ledger(3, { lines: [{ account: 'world', amount: 1n }] })],
      ];
      for (const [what, record] of refused) {
        await assert.rejects(
          storage.transaction((writer) => writer.appendLedger([record])),
          Error,
          what,
        );
      }
      assert.equal((await storage.ledger(1, 10)).length, 2);
    });

    it('runs transactions that are asked for at once one after the other or refuses, never loses one', async () => {
      await storage.transaction((writer) => writer.putDocument('counter', 0));
      const count = async (): Promise<boolean> => {
        try {
          await storage.transaction(async (writer) => {
            const value = (await writer.document('counter')) as number;
            await writer.putDocument(`counter-${value}`, value);
            await writer.putDocument('counter', value + 1);
          });
          return true;
        } catch {
          return false;
        }
      };
      const done = await Promise.all([count(), count(), count()]);
      const counter = (await storage.document('counter')) as number;
      assert.ok(counter >= 1);
      assert.equal(counter, done.filter(Boolean).length, 'as many as did not fail');
    });

    it('keeps fund days in order and incidents newest first', async () => {
      await storage.transaction(async (writer) => {
        const day = (date: string) => ({ day: date, nav: 1.25, gross: 1, turnover: 0.1, cost: 1e-4 });
        await writer.addFundDays([day('2024-01-09'), day('2024-01-08')]);
        const incident = { rule: 'gap', severity: 'warning' as const, rows: 3, day: null, security: 'A', round: null };
        await writer.addIncidents([
          { ...incident, message: 'first' },
          { ...incident, message: 'second' },
        ]);
      });
      assert.deepEqual(
        (await storage.fundDays()).map((row) => row.day),
        ['2024-01-08', '2024-01-09'],
      );
      assert.deepEqual(
        (await storage.incidents(1)).map((row) => row.message),
        ['second'],
      );
      assert.equal(await storage.incidentCount(), 2);
    });

    it("keeps each product's days of the fund as they were, and its events apart", async () => {
      await storage.transaction(async (writer) => {
        await writer.addFundCloses([fundClose('a', 1), fundClose('b', 1), fundClose('a', 2)]);
        await writer.addFundCloses([fundClose('a', 3)]);
        await writer.addFundCloses([]);
      });
      const withoutEvents = (row: ReturnType<typeof fundClose>): FundCloseRecord => {
        const { events: _, ...close } = row;
        return close;
      };
      assert.deepEqual(
        await storage.fundCloses('a'),
        [1, 2, 3].map((sequence) => withoutEvents(fundClose('a', sequence))),
      );
      assert.deepEqual(await storage.fundCloses('nobody'), []);
      assert.deepEqual(await storage.fundLog('a', 2, 1), [{ product: 'a', sequence: 2, events: 'events of a 2' }]);
      assert.equal((await storage.fundLog('a', 1, 10)).length, 3);
    });

    it("refuses a day of the fund that does not follow the product's last, or that is there", async () => {
      for (const [product, sequence] of [
        ['a', 5],
        ['a', 3],
        ['c', 2],
      ] as const) {
        await assert.rejects(
          storage.transaction((writer) => writer.addFundCloses([fundClose(product, sequence)])),
          Error,
        );
      }
      assert.equal((await storage.fundCloses('a')).length, 3);
    });

    it('gives of each round the first step that waits, once it may be tried', async () => {
      const step = (
        round: number,
        kind: RoundStep['kind'],
        day: number,
        change: Partial<RoundStep> = {},
      ): RoundStep => {
        const dueAt = change.dueAt ?? '2024-02-01T12:00:00Z';
        return { round, kind, day, dueAt, state: 'waiting', postponed: null, nextAt: dueAt, ...change };
      };
      const early = '2024-01-01T12:00:00Z';
      const all = [
        step(71, 'resolve', 0, { dueAt: early }),
        step(71, 'score', 10),
        step(71, 'score', 2, { dueAt: '2024-02-02T12:00:00Z' }),
        step(71, 'close', 0, { dueAt: early, state: 'done' }),
        step(70, 'score', 1, { dueAt: early, nextAt: '2024-02-03T12:00:00Z', postponed: 'no prices' }),
        step(72, 'open', 0),
      ];
      await storage.transaction((writer) => writer.putSteps(all));
      assert.deepEqual(
        (await storage.steps(71)).map(({ kind, day }) => `${kind} ${day}`),
        ['close 0', 'score 2', 'score 10', 'resolve 0'],
      );
      const due = async (now: string): Promise<string[]> =>
        (await storage.dueSteps(now)).map(({ round, kind, day }) => `${round} ${kind} ${day}`);
      assert.deepEqual(await due('2024-02-01T11:59:59Z'), []);
      assert.deepEqual(await due('2024-02-01T12:00:00Z'), ['72 open 0']);
      assert.deepEqual(await due('2024-02-03T12:00:00Z'), ['70 score 1', '72 open 0', '71 score 2']);
      assert.deepEqual((await storage.dueSteps('2024-02-03T12:00:00Z'))[0], all[4]);
      assert.deepEqual(await storage.dueSteps('2024-01-01T12:00:00Z'), []);
      assert.deepEqual(await storage.dueSteps('2024-01-01T12:00:00Z', true), [all[4]]);
      await storage.transaction((writer) => writer.putSteps([{ ...(all[5] as RoundStep), state: 'done' }]));
      assert.deepEqual(await due('2024-02-01T12:00:00Z'), []);
    });

    it('puts others in the place of scores that are there, and refuses those that are not', async () => {
      await storage.transaction((writer) => writer.putRound(round(83)));
      await storage.transaction((writer) =>
        writer.addScores([
          { round: 83, model: 1, day: 1, values: [1, Number.NaN] },
          { round: 83, model: 1, day: 2, values: [2, 0] },
        ]),
      );
      await storage.transaction((writer) =>
        writer.replaceScores([{ round: 83, model: 1, day: 1, values: [0.1 + 0.2, 3] }]),
      );
      const values = async () => (await storage.scores({ round: 83 })).map((row) => [...row.values]);
      assert.deepEqual(await values(), [
        [0.1 + 0.2, 3],
        [2, 0],
      ]);
      await assert.rejects(
        storage.transaction((writer) =>
          writer.replaceScores([
            { round: 83, model: 1, day: 2, values: [9, 9] },
            { round: 83, model: 2, day: 2, values: [9, 9] },
          ]),
        ),
      );
      assert.deepEqual((await values())[1], [2, 0]);
      await storage.transaction((writer) => writer.replaceScores([]));
    });

    it('keeps one payout plan of a round', async () => {
      await storage.transaction((writer) => writer.putRound(round(81)));
      assert.equal(await storage.plan(81), null);
      const plan = { round: 81, hash: 'h1', body: '{"format":"robata-payout-plan/1"}', approvedBy: null };
      await storage.transaction((writer) => writer.putPlan(plan));
      await storage.transaction((writer) => writer.putPlan({ ...plan, approvedBy: 'ada' }));
      assert.deepEqual(await storage.plan(81), { ...plan, approvedBy: 'ada' });
      await storage.transaction((writer) => writer.putPlan({ ...plan, signals: '{}' }));
      assert.deepEqual(await storage.plan(81), { ...plan, signals: '{}' });
    });

    it('takes empty lists without complaint', async () => {
      await storage.transaction(async (writer) => {
        await writer.putModels([]);
        await writer.addEntries([]);
        await writer.addScores([]);
        await writer.addPayouts([]);
        await writer.appendLedger([]);
        await writer.addFundDays([]);
        await writer.addIncidents([]);
        await writer.putSteps([]);
      });
    });
  });
}
