import type { RoundStep } from '../../records.ts';
import type { StorageReader } from '../../storage/storage.ts';
import type { Auditor } from './auditor.ts';
import { must } from './auditFault.ts';
import { ordered } from './exact.ts';

const textOf = (rows: unknown): string =>
  ordered(
    JSON.parse(
      JSON.stringify(rows, (_, value: unknown) => {
        if (typeof value === 'bigint') return `${value}n`;
        return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value;
      }),
    ),
  );

/** Reads everything that is stored and compares it with what the commits should have left: a storage that forgot or changed a row is found here. */
export async function auditRows({ ledger, rounds: image }: Auditor, storage: StorageReader): Promise<void> {
  const same = (what: string, is: readonly unknown[], should: Iterable<unknown>): void => {
    const texts = [is, [...should]].map((rows) => rows.map(textOf).sort().join('\n'));
    must(texts[0] === texts[1], () => `the stored ${what} are not those that were written`);
  };
  const rounds = await storage.rounds();
  same('rounds', rounds, image.rounds.values());
  same('entries', await storage.entries({}), image.entries.values());
  same('scores', await storage.scores({}), image.scores.values());
  same('payouts', await storage.payouts({}), image.payouts.values());
  const steps: RoundStep[] = [];
  for (const number of image.steps.keys()) steps.push(...(await storage.steps(number)));
  same(
    'steps',
    steps,
    [...image.steps.values()].flatMap((each) => [...each.values()]),
  );
  for (const [number, plan] of image.plans) same(`plan of round ${number}`, [await storage.plan(number)], [plan]);
  must(
    (await storage.incidentCount()) === image.incidents.length,
    () => 'the stored incidents are not those that were written',
  );
  const stored = await storage.ledger(1, ledger.sequence + 1);
  must(
    stored.length === ledger.sequence,
    () => `${stored.length} entries are stored and ${ledger.sequence} were committed`,
  );
  for (const { sequence, hash, body } of stored) {
    const entry = ledger.entries.get(stored[sequence - 1]?.idempotencyKey ?? '');
    must(
      entry?.hash === hash && ordered(JSON.parse(body)) === ordered(entry),
      () => `entry ${sequence} is stored otherwise than it was committed`,
    );
  }
  const balances = await storage.balances();
  let total = 0n;
  for (const account of new Set([...balances.keys(), ...ledger.balances.keys()])) {
    const [is, should] = [balances.get(account) ?? 0n, ledger.held(account)];
    must(is === should, () => `${account} stands at ${is} and should at ${should}`);
    total += is;
  }
  must(total === 0n, () => `all accounts together stand at ${total}`);
}

/** When all faults have stopped and time has gone on: nothing waits, nothing is on its way, every round has ended. */
export function auditRest({ ledger, rounds: image }: Auditor, expected: readonly number[]): void {
  for (const number of expected) {
    const round = image.rounds.get(number);
    const waiting = [...(image.steps.get(number) ?? [])]
      .filter(([, { state }]) => state === 'waiting')
      .map(([key]) => key);
    must(
      round?.state === 'resolved' || round?.state === 'cancelled',
      () => `round ${number} is ${round?.state ?? 'not there'} at the end; ${waiting.join(', ')} to be done`,
    );
    must(waiting.length === 0, () => `round ${number} is ${round.state} and ${waiting.join(', ')} waits`);
  }
  for (const [account, value] of ledger.balances) {
    const isOnItsWay = /^(clearing|escrow|pending):/.test(account);
    must(!isOnItsWay || value === 0n, () => `${account} keeps ${value} when all rounds have ended`);
  }
}
