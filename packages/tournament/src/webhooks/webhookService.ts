import { randomBytes, randomUUID } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { TournamentName } from '../accounts/accountRecords.ts';
import { DomainError } from '../domainError.ts';
import type { JobKind, JobQueue } from '../jobs/jobQueue.ts';
import type { NotificationService } from '../notifications/notificationService.ts';
import type { Database } from '../storage/schema.ts';
import { type CallResult, deliver, webhookFault } from './deliver.ts';

/** Why a webhook is called: its round opened, still nothing was submitted, or its owner asked. */
export type CallCause = 'round_open' | 'reminder' | 'on_demand';

export interface CallView extends CallResult {
  readonly triggerId: string;
  readonly round: number | null;
  readonly cause: CallCause;
  readonly attempt: number;
  readonly calledAt: string;
}

export interface WebhookService {
  /** Null removes it. A new address gets a new secret, the same one keeps it. Throws DomainError `invalid_webhook`. */
  set(model: number, url: string | null): Promise<void>;
  get(model: number): Promise<{ readonly url: string; readonly secret: string } | null>;
  /**
   * Calls it now, once, and waits for the answer. Gives the trigger id.
   * Throws DomainError `no_webhook`, `webhook_failed`, or `rate_limited` beyond 10 calls a minute.
   */
  trigger(model: number): Promise<string>;
  /** Makes the jobs that call the webhooks of a round; gives how many. At most one job of a model, round and cause waits at a time. */
  callAll(queue: JobQueue, calls: RoundCalls): Promise<number>;
  /** What the job does. */
  readonly job: JobKind;
  /** Newest first. */
  calls(model: number, limit?: number): Promise<CallView[]>;
  /** Removes calls older than 90 days, and of each model all but the last 1,000. Gives how many. For a job, once a day. */
  prune(): Promise<number>;
}

export interface RoundCalls {
  readonly tournament: TournamentName;
  readonly round: number;
  /** A reminder goes to models without a submission in time for the round. */
  readonly cause: 'round_open' | 'reminder';
  /** The transaction that opens the round; default: one of its own for each job. */
  readonly within?: Kysely<Database> | Transaction<Database>;
}

export interface WebhookServiceInput {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  /** The operator's choice: addresses of this machine and its network too. */
  readonly allowPrivate: boolean;
  /** Who knows the addresses of names. Default: the operating system. */
  readonly resolve?: LookupFunction;
  readonly notifications: NotificationService;
}

export const WEBHOOK_JOB = 'webhook';
const NO_WEBHOOK = 'no_webhook';
const ATTEMPTS = 5;
const CALLS_LISTED_MAX = 200;
const ON_DEMAND_PER_MINUTE = 10;
const KEEP_DAYS = 90;
const KEEP_MOST = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether a model has what a round needs of it. */
const isSubmitted = (model: string, tournament: TournamentName, round: number) => sql<boolean>`exists (
  select 1 from submission where submission.model = ${sql.ref(model)} and submission.tournament = ${tournament}
    and submission.round = ${round} and submission.state = 'accepted' and not submission.late)`;

export function webhookService(input: WebhookServiceInput): WebhookService {
  const { db, now, allowPrivate, resolve, notifications } = input;
  /** Models whose webhook is being called on demand. */
  const triggering = new Set<number>();
  const time = (ago = 0): string => `${new Date(now().getTime() - ago).toISOString().slice(0, 19)}Z`;

  async function call(
    model: number,
    what: { triggerId: string; round: number | null; cause: CallCause; attempt: number },
  ): Promise<CallResult> {
    const hook = await db
      .selectFrom('webhook')
      .innerJoin('model', 'model.id', 'webhook.model')
      .leftJoin('model_slot', 'model_slot.model', 'webhook.model')
      .select(['webhook.url', 'webhook.secret', 'model.name', 'model_slot.id as uuid'])
      .where('webhook.model', '=', model)
      .executeTakeFirst();
    if (hook === undefined)
      throw new DomainError(NO_WEBHOOK, 'This model has no webhook.', { remedy: 'Set one first.' });
    const { triggerId, round, cause, attempt } = what;
    const result = await deliver(
      {
        url: hook.url,
        secret: hook.secret,
        id: `msg_${triggerId}`,
        now: now(),
        body: JSON.stringify({ triggerId, cause, roundNumber: round, modelId: hook.uuid, modelName: hook.name }),
      },
      { allowPrivate, ...(resolve === undefined ? {} : { resolve }) },
    );
    await db
      .insertInto('webhook_call')
      .values({
        id: randomUUID(),
        trigger_id: triggerId,
        model,
        round,
        cause,
        attempt,
        called_at: time(),
        ok: result.ok,
        status: result.status,
        milliseconds: Math.round(result.milliseconds),
        answer: result.answer,
        reason: result.reason,
      })
      .execute();
    return result;
  }

  async function hasSubmitted(model: number, tournament: string, round: number): Promise<boolean> {
    const row = await db
      .selectFrom('model')
      .select(isSubmitted('model.id', tournament as TournamentName, round).as('is_submitted'))
      .where('id', '=', model)
      .executeTakeFirst();
    return row?.is_submitted === true;
  }

  return {
    async set(model, url) {
      const fault = url === null ? null : webhookFault(url, allowPrivate);
      if (fault !== null) {
        throw new DomainError('invalid_webhook', fault, {
          field: 'newSubmissionWebhook',
          remedy: 'Give an https address that this server can reach.',
        });
      }
      await db.transaction().execute(async (trx) => {
        // An address that stays keeps its secret: clients set the same one again and again.
        await trx
          .deleteFrom('webhook')
          .where('model', '=', model)
          .$if(url !== null, (query) => query.where('url', '<>', url as string))
          .execute();
        if (url === null) return;
        const secret = `whsec_${randomBytes(24).toString('base64')}`;
        await trx
          .insertInto('webhook')
          .values({ model, url, secret, inserted_at: time() })
          .onConflict((conflict) => conflict.column('model').doNothing())
          .execute();
      });
    },
    async get(model) {
      const row = await db
        .selectFrom('webhook')
        .select(['url', 'secret'])
        .where('model', '=', model)
        .executeTakeFirst();
      return row ?? null;
    },
    async trigger(model) {
      if (triggering.has(model)) throw tooOften('A call of this webhook is under way');
      triggering.add(model);
      try {
        const { count } = await db
          .selectFrom('webhook_call')
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .where('model', '=', model)
          .where('cause', '=', 'on_demand')
          .where('called_at', '>', time(MINUTE_MS))
          .executeTakeFirstOrThrow();
        if (Number(count) >= ON_DEMAND_PER_MINUTE) {
          throw tooOften(`This webhook was called ${ON_DEMAND_PER_MINUTE} times within a minute`);
        }
        const triggerId = randomUUID();
        const result = await call(model, { triggerId, round: null, cause: 'on_demand', attempt: 1 });
        if (result.ok) return triggerId;
        // numerai-cli looks for these words and then shows the webhook's own log.
        throw new DomainError('webhook_failed', `The webhook failed (Internal Server Error): ${result.reason}`, {
          remedy: 'See the log of its calls.',
        });
      } finally {
        triggering.delete(model);
      }
    },
    async callAll(queue, { tournament, round, cause, within = db }) {
      const rows = await within
        .selectFrom('webhook')
        .innerJoin('model_slot', 'model_slot.model', 'webhook.model')
        .select('webhook.model')
        .where('model_slot.tournament', '=', tournament)
        .$if(cause === 'reminder', (query) =>
          query.where(sql<boolean>`not ${isSubmitted('webhook.model', tournament, round)}`),
        )
        .orderBy('webhook.model')
        .execute();
      let made = 0;
      for (const { model } of rows) {
        const payload = { model, tournament, round, cause, triggerId: randomUUID() };
        const id = await queue.enqueue(within, WEBHOOK_JOB, payload, {
          key: `${cause}:${tournament}:${round}:${model}`,
        });
        if (id !== null) made += 1;
      }
      return made;
    },
    job: {
      deadlineSeconds: 60,
      attempts: ATTEMPTS,
      retryDelaySeconds: 10,
      concurrency: 4,
      async handler(payload, { attempt }) {
        const number = Number(payload['model']);
        const round = Number(payload['round']);
        const cause = payload['cause'] as CallCause;
        if (
          (cause === 'reminder' || attempt > 1) &&
          (await hasSubmitted(number, String(payload['tournament']), round))
        ) {
          return undefined;
        }
        const what = { triggerId: String(payload['triggerId']), round, cause, attempt };
        const result = await call(number, what).catch((error: unknown) => {
          // Taken away since the job was made.
          if (error instanceof DomainError && error.code === NO_WEBHOOK) return null;
          throw error;
        });
        if (result === null || result.ok) return undefined;
        if (attempt < ATTEMPTS) throw new Error(result.reason ?? 'The webhook failed.');
        return async (trx) => {
          const owner = await trx
            .selectFrom('model_slot')
            .innerJoin('model', 'model.id', 'model_slot.model')
            .select(['model_slot.account', 'model.name'])
            .where('model_slot.model', '=', number)
            .executeTakeFirst();
          if (owner === undefined) return;
          const message = `The webhook of ${owner.name} failed ${ATTEMPTS} times for round ${round}: ${result.reason} Look at the log of its calls, and submit by hand meanwhile.`;
          await notifications.add(trx, [
            { account: owner.account, kind: 'webhook_failed', message, model: number, round },
          ]);
        };
      },
    },
    async calls(model, limit = 50) {
      const rows = await db
        .selectFrom('webhook_call')
        .selectAll()
        .where('model', '=', model)
        .orderBy('called_at', 'desc')
        .orderBy('attempt', 'desc')
        .limit(Math.min(limit, CALLS_LISTED_MAX))
        .execute();
      return rows.map((row) => ({
        triggerId: row.trigger_id,
        round: row.round,
        cause: row.cause as CallCause,
        attempt: row.attempt,
        calledAt: row.called_at,
        ok: row.ok,
        status: row.status,
        milliseconds: row.milliseconds,
        answer: row.answer,
        reason: row.reason,
      }));
    },
    async prune() {
      const { numAffectedRows } = await sql`
        delete from webhook_call where called_at < ${time(KEEP_DAYS * DAY_MS)} or id in (
          select id from (
            select id, row_number() over (partition by model order by called_at desc, attempt desc, id) as place
            from webhook_call) as ranked where place > ${sql.lit(KEEP_MOST)})`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}

const tooOften = (why: string) => new DomainError('rate_limited', `${why}.`, { remedy: 'Wait a minute.' });
