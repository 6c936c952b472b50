import type { DataFolder } from '@robata/tournament';
import { sql } from 'kysely';

const COLUMNS = ['corr', 'mmc', 'fnc', 'tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld'];
const DAYS = 20;

/** A round as the record keeps it, without what no leaderboard shows. */
function roundBody(number: number, state: 'scoring' | 'resolved'): string {
  const day = new Date(Date.UTC(2020, 0, 3 + 7 * number)).toISOString();
  return JSON.stringify({
    number,
    tournament: 'classic',
    era: String(number),
    eraDay: day.slice(0, 10),
    state,
    opensAt: `${day.slice(0, 19)}Z`,
    closesAt: `${day.slice(0, 19)}Z`,
    scoredDays: DAYS,
    horizonDays: DAYS,
    configVersion: 1,
    columns: COLUMNS.map((key) => ({ key, definitionId: key, target: null })),
    stocks: 5000,
    commitment: null,
    salt: null,
    optimizer: null,
    payoutFactor: '1',
    planHash: null,
    reason: null,
  });
}

/** The statements of one more resolved round: everybody's scores of its last day, entries and payouts. Each runs in one transaction. */
export const resolvedRoundSql = (number: number, models: number): string => `
  insert into round (number, state, scored_days, body) values (${number}, 'resolved', ${DAYS}, '${roundBody(number, 'resolved')}');
  insert into score (round, model, day, "values")
    select ${number}, m, ${DAYS}, array[${COLUMNS.map(() => '(random() + random() + random() - 1.48) * 0.06').join(', ')}]
    from generate_series(1, ${models}) m;
  insert into entry (round, model, at_risk, submission_hash, late, meta_model_correlation)
    select ${number}, m, 1e20, md5(m::text), false, random() from generate_series(1, ${models}) m;
  insert into payout (round, model, at_risk, amount)
    select ${number}, m, 1e20, floor((random() - 0.5) * 1e18)::numeric * 5 from generate_series(1, ${models}) m;
  insert into ledger_entry (sequence, kind, idempotency_key, hash, previous_hash, body)
    select n, 'settle', 'bench ' || n, 'hash ' || n, 'hash ' || n - 1, '{}'
    from (select coalesce(max(sequence), 0)::integer + 1 as n from ledger_entry) last;
  insert into ledger_line (sequence, line, account, amount)
    select (select max(sequence) from ledger_entry), 2 * model + side, case side when 0 then 'stake:' || model else 'treasury' end,
      case side when 0 then amount else -amount end
    from payout, generate_series(0, 1) side where round = ${number};`;

/** Models and resolved rounds straight into the database of a new data folder. */
export async function fillBoard({ storage }: DataFolder, models: number, rounds: number): Promise<void> {
  await storage.executeSql(`select setseed(0.5);
    insert into model (id, name, account, kind, description, marked)
      select m, 'model_' || m, 'account_' || m % ${Math.ceil(models / 5)}, 'participant', '', false from generate_series(1, ${models}) m;
    insert into ledger_entry (sequence, kind, idempotency_key, hash, previous_hash, body) values (1, 'stake_increase', 'bench 1', 'hash 1', 'hash 0', '{}');
    insert into ledger_line (sequence, line, account, amount)
      select 1, 2 * m + side, case side when 0 then 'stake:' || m else 'world' end, case side when 0 then 1e20 else -1e20 end
      from generate_series(1, ${models}) m, generate_series(0, 1) side;`);
  for (let number = 1; number <= rounds; number++) {
    await storage.executeSql(resolvedRoundSql(number, models));
  }
  await sql`analyze`.execute(storage.db);
}
