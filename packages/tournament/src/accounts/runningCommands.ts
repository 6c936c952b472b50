import { amountOf, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { JobFilter, JobQueue, JobState } from '../jobs/jobQueue.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { OperatorDecisions } from '../rounds/engine/operatorDecisions.ts';
import type { RoundRecord } from '../records.ts';
import type { AccountService } from './accountService.ts';
import { fieldsOf } from './fields.ts';
import type { OperatorCommands } from './operatorCommands.ts';

const JOB_STATES: readonly JobState[] = ['waiting', 'running', 'retrying', 'done', 'failed', 'cancelled'];
const ROUNDS_LISTED = 20;
const ROUNDS_LISTED_MAX = 1_000;

export interface RoundCommandsInput {
  readonly reader: StorageReader;
  readonly accounts: Pick<AccountService, 'recordAct'>;
  /** Of the engine where one runs, which then goes on at once. */
  readonly decisions: OperatorDecisions;
}

/** What operators ask and decide about rounds and the tournament, the same through the server and on a data folder that none serves. */
export function roundCommands({ reader, accounts, decisions }: RoundCommandsInput): OperatorCommands {
  return {
    'round list': async (input) => {
      const limit = Math.min(fieldsOf(input).optionalCount('limit') ?? ROUNDS_LISTED, ROUNDS_LISTED_MAX);
      return { rounds: (await reader.rounds()).slice(-limit).reverse().map(shownRound) };
    },
    'round show': async (input) => {
      const number = fieldsOf(input).optionalCount('number') ?? 0;
      const round = await reader.round(number);
      if (round === null) {
        throw new DomainError('round_not_found', `There is no round ${number}.`, {
          remedy: 'List them: robata admin round list.',
        });
      }
      const [entries, payouts, steps] = await Promise.all([
        reader.entries({ round: number }),
        reader.payouts({ round: number }),
        reader.steps(number),
      ]);
      return {
        ...round,
        waitsFor: steps.find(({ state }) => state === 'waiting')?.postponed ?? null,
        entries: entries.length,
        late: entries.filter(({ late }) => late).length,
        atRisk: sumText(entries.map(({ atRisk }) => atRisk)),
        paid: sumText(payouts.map(({ amount }) => (amount > 0n ? amount : 0n))),
        burned: sumText(payouts.map(({ amount }) => (amount < 0n ? -amount : 0n))),
      };
    },
    'round approve': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const [round, planHash] = [fields.optionalCount('number') ?? 0, fields.text('plan')];
      await decisions.approve({ round, planHash, by: operator.username });
      await accounts.recordAct({
        actor: operator.username,
        action: 'round approve',
        subject: `round ${round}`,
        details: { planHash },
      });
      return { round, planHash, approvedBy: operator.username };
    },
    'round cancel': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const [round, reason] = [fields.optionalCount('number') ?? 0, fields.text('reason').trim()];
      if (reason === '') throw new DomainError('missing_field', 'reason is missing.', { field: 'reason' });
      await decisions.cancel(round, reason);
      await accounts.recordAct({
        actor: operator.username,
        action: 'round cancel',
        subject: `round ${round}`,
        details: { reason },
      });
      return { round, state: 'cancelled', reason };
    },
    'tournament show': async () => {
      const [rounds, models, incidents, about, progress] = await Promise.all([
        reader.rounds(),
        reader.models(),
        reader.incidentCount(),
        reader.document('about'),
        reader.document('progress'),
      ]);
      const states = Object.fromEntries(
        [...Map.groupBy(rounds, ({ state }) => state)].map(([state, list]) => [state, list.length]),
      );
      const last = rounds.at(-1);
      return {
        about,
        progress,
        models: models.length,
        rounds: states,
        latestRound: last === undefined ? null : shownRound(last),
        incidents,
      };
    },
  };
}

/** What operators do with a tournament that runs: its rounds, and its jobs, which only a server has. */
export function runningCommands({
  jobs,
  ...input
}: RoundCommandsInput & { readonly jobs: JobQueue }): OperatorCommands {
  const { accounts } = input;
  return {
    ...roundCommands(input),
    'job list': async (input) => {
      const fields = fieldsOf(input);
      const [kind, state, limit] = [
        fields.optionalText('kind'),
        checkState(fields.optionalText('state')),
        fields.optionalCount('limit'),
      ];
      const filter: JobFilter = {
        ...(kind === undefined ? {} : { kind }),
        ...(state === undefined ? {} : { state }),
        ...(limit === undefined ? {} : { limit }),
      };
      return { jobs: await jobs.list(filter) };
    },
    'job retry': async (input, { operator }) => {
      const id = fieldsOf(input).text('id');
      await jobs.retry(id);
      await accounts.recordAct({ actor: operator.username, action: 'job retry', subject: id });
      return { id, state: 'waiting' };
    },
  };
}

const sumText = (amounts: readonly bigint[]): string =>
  formatAmount(amountOf(amounts.reduce((sum, amount) => sum + amount, 0n)));

function checkState(text: string | undefined): JobState | undefined {
  const state = JOB_STATES.find((each) => each === text);
  if (text === undefined || state !== undefined) return state;
  throw new DomainError('unknown_job_state', 'Jobs have no such state.', {
    field: 'state',
    remedy: `The states are ${JOB_STATES.join(', ')}.`,
  });
}

const shownRound = ({
  number,
  tournament,
  state,
  era,
  opensAt,
  closesAt,
  scoredDays,
  horizonDays,
  payoutFactor,
  planHash,
  payoutRoot,
}: RoundRecord) => ({
  number,
  tournament,
  state,
  era,
  opensAt,
  closesAt,
  scoredDays,
  horizonDays,
  payoutFactor,
  planHash,
  payoutRoot: payoutRoot ?? null,
});
