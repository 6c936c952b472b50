import { type Amount, amountOf, type Command, formatAmount, parseEntry, withdrawalHold } from '@robata/ledger';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { TournamentName } from '../accounts/accountRecords.ts';
import type { Database } from '../storage/schema.ts';
import type { Notice, NotificationService } from './notificationService.ts';

/** Tells accounts what rounds brought them. Whatever is asked, and however often, each thing is told once. */
export interface RoundNews {
  /**
   * After the close: `missed_round` for each model of an account that has a stake, or sent something for the round before, and nothing valid
   * in time for this one. Gives how many were told.
   */
  missed(tournament: TournamentName, round: number): Promise<number>;
  /** `payout_resolved` for each model that had something at risk in a round that has resolved since. For a ticker. Gives how many. */
  resolved(): Promise<number>;
  /** `withdrawal` for an account whose withdrawal was sent or refused since. For a ticker. Gives how many. */
  withdrawals(): Promise<number>;
  /** `data_incident` for operators: errors that were recorded since. For a ticker. Gives how many notices. */
  incidents(): Promise<number>;
}

const INCIDENTS_TOLD_MAX = 10;

export function roundNews(db: Kysely<Database>, notifications: Pick<NotificationService, 'add'>): RoundNews {
  /** Runs `tell` with what was told before, in one transaction with the notices; one process at a time. */
  const since = <T>(
    key: string,
    start: T,
    tell: (trx: Transaction<Database>, told: T) => Promise<{ readonly told: T; readonly notices: readonly Notice[] }>,
  ): Promise<number> =>
    db.transaction().execute(async (trx) => {
      await sql`insert into document (key, body) values (${key}, ${JSON.stringify(start)}) on conflict do nothing`.execute(
        trx,
      );
      const row = await trx
        .selectFrom('document')
        .select('body')
        .where('key', '=', key)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const { told, notices } = await tell(trx, JSON.parse(row.body) as T);
      await notifications.add(trx, notices);
      const body = JSON.stringify(told);
      if (body !== row.body) await trx.updateTable('document').set({ body }).where('key', '=', key).execute();
      return notices.length;
    });

  return {
    missed: (tournament, round) =>
      since(`told missed ${tournament}`, 0, async (trx, told) => {
        if (round <= told) return { told, notices: [] };
        const { rows } = await sql<{ account: string; model: number; name: string }>`
          select slot.account, slot.model, model.name from model_slot slot join model on model.id = slot.model
          where slot.tournament = ${tournament}
            and not exists (select 1 from submission s where s.model = slot.model and s.tournament = ${tournament}
              and s.round = ${round} and s.state = 'accepted' and not s.late)
            and (exists (select 1 from submission s where s.model = slot.model and s.tournament = ${tournament}
                and s.round = ${round - 1} and s.state = 'accepted')
              or (select coalesce(sum(amount), 0) from ledger_line where account = 'stake:' || slot.model) > 0)
          order by slot.account, slot.model`.execute(trx);
        const notices = rows.map(({ account, model, name }): Notice => {
          const message = `${name} sent nothing valid in time for round ${round} and takes no paid part in it. Submit while a round is open, or queue a file for the next one beforehand.`;
          return { account, kind: 'missed_round', message, model, round };
        });
        return { told: round, notices };
      }),

    resolved: () =>
      since('told resolved', { upTo: 0, beyond: [] as readonly number[] }, async (trx, { upTo, beyond }) => {
        const rounds = await trx
          .selectFrom('round')
          .select(['number', 'state'])
          .where('number', '>', upTo)
          .orderBy('number')
          .execute();
        const done = rounds.filter(({ state }) => state === 'resolved' || state === 'cancelled');
        const fresh = done.filter(({ number }) => !beyond.includes(number)).map(({ number }) => number);
        // Rounds may resolve in another order than they opened in: only what lies below all that run is forgotten.
        const running = rounds.find(({ number }) => !done.some((round) => round.number === number));
        const border = running === undefined ? (rounds.at(-1)?.number ?? upTo) : running.number - 1;
        const told = { upTo: border, beyond: done.map(({ number }) => number).filter((number) => number > border) };
        if (fresh.length === 0) return { told, notices: [] };
        const payouts = await trx
          .selectFrom('payout')
          .innerJoin('model_slot', 'model_slot.model', 'payout.model')
          .innerJoin('model', 'model.id', 'payout.model')
          .select([
            'payout.round',
            'payout.model',
            'payout.amount',
            'payout.at_risk',
            'model_slot.account',
            'model.name',
          ])
          .where('payout.round', 'in', fresh)
          .where('payout.at_risk', '>', '0')
          .orderBy('payout.round')
          .orderBy('payout.model')
          .execute();
        const notices = payouts.map(({ round, model, account, name, ...money }): Notice => {
          const [amount, atRisk] = [BigInt(money.amount), formatAmount(amountOf(BigInt(money.at_risk)))];
          const size = formatAmount(amountOf(amount < 0n ? -amount : amount));
          const what = amount < 0n ? `${size} of it burned` : `it earned ${size}`;
          const message = `Round ${round} has resolved: ${name} had ${atRisk} at risk, and ${what}.`;
          return { account, kind: 'payout_resolved', message, model, round };
        });
        return { told, notices };
      }),

    withdrawals: () =>
      since('told withdrawals', 0, async (trx, told) => {
        const entries = await trx
          .selectFrom('ledger_entry')
          .select(['sequence', 'body'])
          .where('sequence', '>', told)
          .where('kind', 'in', ['withdrawal_confirmation', 'withdrawal_refusal'])
          .orderBy('sequence')
          .execute();
        const last = entries.at(-1);
        if (last === undefined) return { told, notices: [] };
        const endings = entries.map(({ body }) => parseEntry(body).command);
        const requests = await requestsOf(trx, endings);
        const notices = endings.flatMap((ending): Notice[] => {
          const request = 'request' in ending ? requests.get(ending.request) : undefined;
          if (request === undefined) return [];
          const amount = formatAmount(request.amount);
          if (ending.kind === 'withdrawal_confirmation') {
            const message = `Your withdrawal of ${amount} was sent (${ending.reference}).`;
            return [{ account: request.account, kind: 'withdrawal', message }];
          }
          if (ending.kind !== 'withdrawal_refusal') return [];
          const message = `Your withdrawal of ${amount} was refused and is in your wallet again: ${ending.reason}`;
          return [{ account: request.account, kind: 'withdrawal', message }];
        });
        return { told: last.sequence, notices };
      }),

    incidents: () =>
      since('told incidents', 0, async (trx, told) => {
        const news = await trx
          .selectFrom('incident')
          .select(['id', 'rule', 'day', 'round', 'message'])
          .where('id', '>', told)
          .where('severity', '=', 'error')
          .orderBy('id')
          .execute();
        const last = news.at(-1);
        if (last === undefined) return { told, notices: [] };
        const operators = await trx.selectFrom('account').select('id').where('role', '=', 'operator').execute();
        const shown = news.slice(0, INCIDENTS_TOLD_MAX);
        const rest = news.length - shown.length;
        const lines = shown.map(({ rule, day, round, message }) => ({
          message: `${rule}${day === null ? '' : ` on ${day}`}: ${message}`,
          ...(round === null ? {} : { round }),
        }));
        if (rest > 0)
          lines.push({ message: `${rest} more data incidents were recorded: look at the list of incidents.` });
        const notices = operators.flatMap(({ id: account }) =>
          lines.map((line): Notice => ({ account, kind: 'data_incident', ...line })),
        );
        return { told: last.id, notices };
      }),
  };
}

/** Who asked for how much, by the id of the request. */
async function requestsOf(
  trx: Transaction<Database>,
  endings: readonly Command[],
): Promise<Map<string, { readonly account: string; readonly amount: Amount }>> {
  const holds = endings.flatMap((ending) => ('request' in ending ? [withdrawalHold(ending.request)] : []));
  const rows = await trx
    .selectFrom('ledger_line')
    .innerJoin('ledger_entry', 'ledger_entry.sequence', 'ledger_line.sequence')
    .select('ledger_entry.body')
    .where('ledger_entry.kind', '=', 'withdrawal_request')
    .where('ledger_line.account', 'in', holds)
    .execute();
  const requests = rows.flatMap(({ body }) => {
    const { command } = parseEntry(body);
    return command.kind === 'withdrawal_request' ? [command] : [];
  });
  return new Map(requests.map(({ request, account, amount }) => [request, { account, amount }]));
}
