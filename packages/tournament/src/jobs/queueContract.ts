import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';
import type { JobKind, JobQueue, JobView } from './jobQueue.ts';

export interface QueueUnderTest {
  readonly queue: JobQueue;
  readonly db: Kysely<Database>;
  /** Lets jobs run until nothing waits or runs any more. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What every job queue must do. `open` gives an empty one that works on these kinds. */
export function queueContract(
  name: string,
  open: (kinds: Readonly<Record<string, JobKind>>) => Promise<QueueUnderTest>,
  options: { readonly skip?: string | false; readonly seesRollback: boolean },
): void {
  describe(`job queue contract: ${name}`, { skip: options.skip ?? false }, () => {
    const ran: string[] = [];
    let failures = 0;
    let hopelessTries = 0;
    let test: QueueUnderTest;
    const kind = (handler: JobKind['handler'], change: Partial<JobKind> = {}): JobKind => ({
      handler,
      deadlineSeconds: 30,
      attempts: 3,
      retryDelaySeconds: 0,
      ...change,
    });
    before(async () => {
      test = await open({
        note: kind(async ({ text }) => {
          ran.push(String(text));
          return async (trx) => {
            await sql`insert into document (key, body) values (${`job ${text}`}, '1')`.execute(trx);
          };
        }),
        flaky: kind(async () => {
          failures += 1;
          if (failures < 3) throw new Error(`failure ${failures}`);
        }),
        hopeless: kind(
          async () => {
            hopelessTries += 1;
            throw new Error('the file is gone: upload it again');
          },
          { attempts: 2 },
        ),
        halfWritten: kind(
          async () => async (trx) => {
            await sql`insert into document (key, body) values ('half written', '1')`.execute(trx);
            throw new Error('the writes fail');
          },
          { attempts: 1 },
        ),
      });
    });
    after(() => test.close());
    const only = async (kind: string): Promise<JobView> => {
      const jobs = await test.queue.list({ kind });
      assert.equal(jobs.length, 1);
      return jobs[0] as JobView;
    };
    const document = async (key: string): Promise<number> =>
      (await sql<{ n: number }>`select count(*)::integer as n from document where key = ${key}`.execute(test.db))
        .rows[0]?.n ?? 0;

    it('runs jobs once and shows them done', async () => {
      for (const text of ['a', 'b', 'c']) await test.queue.enqueue(test.db, 'note', { text });
      await test.settle();
      assert.deepEqual([...ran].sort(), ['a', 'b', 'c']);
      assert.equal(await document('job b'), 1);
      const jobs = await test.queue.list({ kind: 'note' });
      assert.deepEqual(
        jobs.map(({ state, attempt, position }) => ({ state, attempt, position })),
        Array.from({ length: 3 }, () => ({ state: 'done', attempt: 1, position: null })),
      );
    });

    it('lists jobs by what they are about', async () => {
      const about = async (field: string, oneOf: readonly (string | number)[]) =>
        (await test.queue.list({ kind: 'note', about: { field, oneOf } })).map(({ payload }) => payload['text']);
      assert.deepEqual(await about('text', ['c', 'a', 'z']), ['c', 'a']);
      assert.deepEqual(await about('text', []), []);
      assert.deepEqual(await about('nothing', ['a']), []);
    });

    it('keeps no job of a transaction that failed', {
      skip: !options.seesRollback && 'it lives in memory',
    }, async () => {
      await assert.rejects(
        test.db.transaction().execute(async (trx) => {
          await test.queue.enqueue(trx, 'note', { text: 'never' });
          throw new Error('no');
        }),
      );
      await test.settle();
      assert.ok(!ran.includes('never'));
    });

    it('makes one job of a key while it waits', async () => {
      const later = new Date(Date.now() + 3_600_000);
      const first = await test.queue.enqueue(test.db, 'note', { text: 'later' }, { key: 'k', startsAt: later });
      assert.notEqual(first, null);
      assert.equal(await test.queue.enqueue(test.db, 'note', { text: 'later' }, { key: 'k', startsAt: later }), null);
      const second = await test.queue.enqueue(test.db, 'note', { text: 'much later' }, { startsAt: later });
      assert.notEqual(second, null);
      await test.settle();
      const waiting = await test.queue.list({ kind: 'note', state: 'waiting' });
      assert.deepEqual(
        waiting.map(({ position }) => position),
        [1, 0],
      );
      assert.ok(!ran.includes('later'));
    });

    it('tries a failed job again and says why it failed', async () => {
      await test.queue.enqueue(test.db, 'flaky', {});
      await test.settle();
      const { state, attempt } = await only('flaky');
      assert.deepEqual([state, attempt], ['done', 3]);
    });

    it('gives up after the last attempt with the reason, and begins anew when asked', async () => {
      const id = (await test.queue.enqueue(test.db, 'hopeless', {})) as string;
      await test.settle();
      const failed = await only('hopeless');
      assert.deepEqual([failed.state, failed.attempt, failed.attempts], ['failed', 2, 2]);
      assert.equal(failed.reason, 'the file is gone: upload it again');
      assert.equal(hopelessTries, 2);
      await test.queue.retry(id);
      await test.settle();
      assert.equal((await only('hopeless')).state, 'failed');
      assert.ok(hopelessTries > 2, 'it was tried again');
    });

    it('writes all of a job or nothing', async () => {
      await test.queue.enqueue(test.db, 'halfWritten', {});
      await test.settle();
      assert.equal((await only('halfWritten')).state, 'failed');
      assert.equal(await document('half written'), 0);
    });

    it('refuses to repeat what is done or not there', async () => {
      const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;
      const { id } = await only('flaky');
      await assert.rejects(test.queue.retry(id), code('job_not_finished'));
      await assert.rejects(test.queue.retry('00000000-0000-4000-8000-000000000000'), code('unknown_job'));
    });
  });
}
