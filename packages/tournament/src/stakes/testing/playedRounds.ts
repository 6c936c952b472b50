import { amount } from '@robata/ledger';
import type { ModelRecord } from '../../records.ts';
import { type RoundEngine, roundEngine } from '../../rounds/engine/roundEngine.ts';
import type { Approval } from '../../rounds/engine/step.ts';
import { smallDesk } from '../../rounds/engine/testing/smallDesk.ts';
import { type SharedLedger, sharedLedger } from '../../rounds/sharedLedger.ts';
import type { Storage } from '../../storage/storage.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-03T18:00:00Z');
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const HORIZON = 2;

export const MODELS: readonly ModelRecord[] = [1, 2, 3, 4].map((id) => ({
  id,
  name: `Model_${id}`,
  account: `account${id % 2}`,
  kind: 'participant',
  description: '',
  marked: id === 4,
}));

export interface PlayedRounds {
  readonly ledger: SharedLedger;
  readonly engine: RoundEngine;
  readonly now: () => Date;
  /** Days since the first round opened; round n opens on day n − 1, closes a day later and is scored on the two days after that. */
  at(days: number): void;
  /** Does everything that is due. */
  work(): Promise<void>;
}

/** A tournament of four models of two accounts (the last one a benchmark), each with a stake of 100, and so many rounds that are scheduled. */
export async function playedRounds(
  storage: Storage,
  rounds: number,
  approval: Approval = 'automatic',
): Promise<PlayedRounds> {
  await storage.transaction((writer) => writer.putModels(MODELS));
  const ledger = sharedLedger(storage);
  await ledger.transact((book) => {
    book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: amount('1000') } });
    for (const { id, account } of MODELS) {
      book.post({ idempotencyKey: `d${id}`, command: { kind: 'deposit', account, amount: amount('150') } });
      const command = { kind: 'stake_increase', account, model: String(id), amount: amount('100') } as const;
      book.post({ idempotencyKey: `s${id}`, command });
    }
  });
  let ms = START;
  const day = (round: number, days: number): string => iso(START + (round - 1 + days) * DAY_MS);
  const queued: (() => Promise<unknown>)[] = [];
  const engine = roundEngine({
    storage,
    ledger,
    approval,
    now: () => new Date(ms),
    desk: smallDesk({
      models: MODELS,
      horizonDays: HORIZON,
      opensAt: (round) => day(round, 0),
      closesAt: (round) => day(round, 1),
      scoredAt: (round, scored) => day(round, 1 + scored),
      submitted: () => MODELS.map(({ id }) => id),
      scoreOf: (_round, scored, model) => (model === 1 ? 0.01 : -0.005) * scored,
    }),
    enqueue: async (kind, { round, day }) => {
      queued.push(() =>
        engine.run({ round: Number(round), day: Number(day), kind: kind.slice('round-'.length) as 'open' }),
      );
    },
  });
  for (let round = 1; round <= rounds; round++) {
    await engine.schedule(round, [{ kind: 'open', day: 0, dueAt: day(round, 0) }]);
  }
  return {
    ledger,
    engine,
    now: () => new Date(ms),
    at: (days) => void (ms = START + days * DAY_MS),
    async work() {
      while ((await engine.tick()) > 0) for (const run of queued.splice(0)) await run();
    },
  };
}
