import { type Kysely, sql } from 'kysely';
import type { Approval } from '../rounds/engine/step.ts';
import type { StakeService } from '../stakes/stakeService.ts';
import type { Database } from '../storage/schema.ts';
import { tournamentFigures } from '../operations/tournamentFigures.ts';
import { isClosedIncident } from './incidentCommands.ts';
import { fundWaiting } from '../funds/fundWaiting.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { DeskView } from './types.ts';

export interface DeskInput {
  readonly db: Kysely<Database>;
  readonly storage: Pick<StorageReader, 'document'>;
  readonly stakes: Pick<StakeService, 'withdrawals'>;
  readonly approval: Approval;
}

/** How much waits for an operator, counted afresh. */
export async function deskView({ db, storage, stakes, approval }: DeskInput): Promise<DeskView> {
  const { rows } = await sql<{ plans: number; postponed: number; incidents: number }>`select
    (select count(*)::integer from payout_plan p join round r on r.number = p.round
      where p.approved_by is null and r.state = 'scoring') as plans,
    (select count(*)::integer from round_step s where s.state = 'waiting' and s.postponed is not null and not (s.kind = 'resolve'
      and exists (select 1 from payout_plan p where p.round = s.round and p.approved_by is null))) as postponed,
    (select count(*)::integer from incident i left join document d on d.key = 'incident/' || i.id
      where i.severity = 'error' and not ${isClosedIncident}) as incidents`.execute(db);
  const [counted] = rows;
  const { jobs } = await tournamentFigures(db);
  const failed = jobs.filter(({ state }) => state === 'failed').reduce((sum, { count }) => sum + count, 0);
  return {
    approval,
    waiting: {
      approvals: approval === 'operator' ? (counted?.plans ?? 0) : 0,
      withdrawals: (await stakes.withdrawals({ state: 'waiting' })).length,
      failedJobs: failed,
      postponedSteps: counted?.postponed ?? 0,
      openIncidents: counted?.incidents ?? 0,
      ...(await fundWaiting(storage)),
    },
  };
}
