import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
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
  /** Null removes it. A new address gets a new secret. Throws DomainError `invalid_webhook`. */
  set(model: number, url: string | null): Promise<void>;
  get(model: number): Promise<{ readonly url: string; readonly secret: string } | null>;
  /** Calls it now, once, and waits for the answer. Throws DomainError `no_webhook` or `webhook_failed`. Gives the trigger id. */
  trigger(model: number): Promise<string>;
  /** Jobs that call every webhook of a round that opened, or those of the given models. */
  callAll(
    queue: JobQueue,
    round: number,
    cause: 'round_open' | 'reminder',
    models?: readonly number[],
  ): Promise<number>;
  /** What the job does. */
  readonly job: JobKind;
  /** Newest first. */
  calls(model: number, limit?: number): Promise<CallView[]>;
}

export interface WebhookServiceInput {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  /** The operator's choice: addresses of this machine and its network too. */
  readonly allowPrivate: boolean;
  readonly notifications: NotificationService;
}

export const WEBHOOK_JOB = 'webhook';
const ATTEMPTS = 5;
const CALLS_MAX = 200;

export function webhookService({ db, now, allowPrivate, notifications }: WebhookServiceInput): WebhookService {
  const time = (): string => `${now().toISOString().slice(0, 19)}Z`;

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
      throw new DomainError('no_webhook', 'This model has no webhook.', { remedy: 'Set one first.' });
    const { triggerId, round, cause, attempt } = what;
    const result = await deliver(
      {
        url: hook.url,
        secret: hook.secret,
        id: `msg_${triggerId}`,
        now: now(),
        body: JSON.stringify({ triggerId, cause, roundNumber: round, modelId: hook.uuid, modelName: hook.name }),
      },
      { allowPrivate },
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
        await trx.deleteFrom('webhook').where('model', '=', model).execute();
        if (url === null) return;
        const secret = `whsec_${randomBytes(24).toString('base64')}`;
        await trx.insertInto('webhook').values({ model, url, secret, inserted_at: time() }).execute();
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
      const triggerId = randomUUID();
      const result = await call(model, { triggerId, round: null, cause: 'on_demand', attempt: 1 });
      if (result.ok) return triggerId;
      // numerai-cli looks for these words and then shows the webhook's own log.
      throw new DomainError('webhook_failed', `The webhook failed (Internal Server Error): ${result.reason}`, {
        remedy: 'See the log of its calls.',
      });
    },
    async callAll(queue, round, cause, models) {
      const rows = await db
        .selectFrom('webhook')
        .select('model')
        .$if(models !== undefined, (query) => query.where('model', 'in', [...(models as number[]), -1]))
        .orderBy('model')
        .execute();
      for (const { model } of rows) {
        const payload = { model, round, cause, triggerId: randomUUID() };
        await queue.enqueue(db, WEBHOOK_JOB, payload, { key: `${cause}:${round}:${model}` });
      }
      return rows.length;
    },
    job: {
      deadlineSeconds: 60,
      attempts: ATTEMPTS,
      retryDelaySeconds: 10,
      concurrency: 4,
      async handler({ model, round, cause, triggerId }, { attempt }) {
        const number = Number(model);
        const what = { triggerId: String(triggerId), round: Number(round), cause: cause as CallCause, attempt };
        const result = await call(number, what);
        if (result.ok) return undefined;
        if (attempt < ATTEMPTS) throw new Error(result.reason ?? 'The webhook failed.');
        return async (trx) => {
          const owner = await trx
            .selectFrom('model_slot')
            .innerJoin('model', 'model.id', 'model_slot.model')
            .select(['model_slot.account', 'model.name'])
            .where('model_slot.model', '=', number)
            .executeTakeFirst();
          if (owner === undefined) return;
          const message = `The webhook of ${owner.name} failed ${ATTEMPTS} times for round ${String(round)}: ${result.reason} Look at the log of its calls, and submit by hand meanwhile.`;
          await notifications.add(trx, [
            { account: owner.account, kind: 'webhook_failed', message, model: number, round: Number(round) },
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
        .limit(Math.min(limit, CALLS_MAX))
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
  };
}
