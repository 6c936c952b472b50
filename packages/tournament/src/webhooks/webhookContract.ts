import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { accountService } from '../accounts/accountService.ts';
import type { ModelSlot, TournamentName } from '../accounts/accountRecords.ts';
import { immediateQueue } from '../jobs/immediateQueue.ts';
import { type NotificationService, notificationService } from '../notifications/notificationService.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { nameServer, type NameServer } from './testing/nameServer.ts';
import { signature } from './deliver.ts';
import { WEBHOOK_JOB, type WebhookService, webhookService } from './webhookService.ts';

const refusal =
  (code: string, sentence = /./) =>
  (error: unknown) => {
    assert.equal((error as { code?: string }).code, code, String(error));
    assert.match((error as Error).message, sentence);
    return true;
  };

/** What webhooks and the feed must do on every database, with a receiver and a name server of their own. `open` gives an empty database. */
export function webhookContract(
  name: string,
  open: () => Promise<SqlStorage>,
  options: { skip?: string | false } = {},
): void {
  describe(`webhook contract: ${name}`, { skip: options.skip ?? false }, () => {
    const received: { headers: Record<string, string>; body: Record<string, unknown>; text: string }[] = [];
    let answer: (response: ServerResponse, path: string) => void;
    const receiver = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      received.push({ headers: request.headers as Record<string, string>, body: JSON.parse(text), text });
      answer(response, request.url ?? '');
    });
    let port = 0;
    let storage: SqlStorage;
    let names: NameServer;
    let time = Date.parse('2026-01-03T18:00:00Z');
    const now = () => new Date(time);
    let notifications: NotificationService;
    let webhooks: WebhookService;
    let strict: WebhookService;
    let owner: string;
    let count = 0;

    before(async () => {
      storage = await open();
      receiver.listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      port = (receiver.address() as AddressInfo).port;
      names = await nameServer({
        'plain.example': ['10.1.2.3'],
        'mixed.example': ['93.184.216.34', '127.0.0.1'],
        'six.example': ['fd00::1'],
        'mapped.example': ['::ffff:7f00:1'],
        'metadata.example': ['169.254.169.254'],
        'here.example': ['127.0.0.1'],
      });
      notifications = notificationService(storage.db, now);
      const input = { db: storage.db, now, notifications, resolve: names.resolve };
      webhooks = webhookService({ ...input, allowPrivate: true });
      strict = webhookService({ ...input, allowPrivate: false });
      const accounts = accountService({ db: storage.db, now });
      owner = (await accounts.create({ username: 'ada', email: 'ada@example.org' })).id;
    });
    after(async () => {
      names.close();
      receiver.closeAllConnections();
      receiver.close();
      await storage.close();
    });
    beforeEach(() => {
      answer = (response) => void response.end('thanks');
      received.length = 0;
      time += 3_600_000;
    });
    const newModel = (tournament: TournamentName = 'classic'): Promise<ModelSlot> => {
      count += 1;
      const accounts = accountService({ db: storage.db, now });
      return accounts.createModel({ account: owner, name: `model_${count}`, tournament });
    };
    const hook = (path = '/hook') => `http://127.0.0.1:${port}${path}`;
    /** Only this test's models are called. */
    const fresh = () => sql`delete from webhook`.execute(storage.db);
    const queueOf = (service: WebhookService) =>
      immediateQueue({ db: storage.db, kinds: { [WEBHOOK_JOB]: service.job }, now });
    const submit = async (model: number, tournament: TournamentName, round: number, late = false) => {
      const name = `file-${model}-${round}`;
      await sql`insert into upload (filename, kind, account, model, display_name, file, bytes, sha256, received_at)
        values (${name}, ${tournament}, ${owner}, ${model}, 'p.csv', ${name}, 1, 'aa', ${'2026-01-03T18:00:00Z'})`.execute(
        storage.db,
      );
      await sql`insert into submission (id, account, model, tournament, round, state, late, filename, sha256, values_hash, created_at)
        values (${name}, ${owner}, ${model}, ${tournament}, ${round}, 'accepted', ${late}, ${name}, 'aa', 'bb', '')`.execute(
        storage.db,
      );
    };

    it('keeps the secret of an address that stays, makes one for a new address, and forgets a removed one', async () => {
      const { model } = await newModel();
      assert.equal(await webhooks.get(model), null);
      await webhooks.set(model, hook());
      const first = await webhooks.get(model);
      assert.match(first?.secret ?? '', /^whsec_[A-Za-z0-9+/]{32}$/);
      await webhooks.set(model, hook());
      assert.deepEqual(await webhooks.get(model), first);
      await webhooks.set(model, hook('/other'));
      const second = await webhooks.get(model);
      assert.equal(second?.url, hook('/other'));
      assert.notEqual(second?.secret, first?.secret);
      await webhooks.set(model, null);
      assert.equal(await webhooks.get(model), null);
      await assert.rejects(webhooks.trigger(model), refusal('no_webhook'));
    });

    it('refuses what is no address, and private ones unless the operator allows them', async () => {
      const { model } = await newModel();
      await assert.rejects(webhooks.set(model, 'gopher://example.org/'), refusal('invalid_webhook', /https/));
      await assert.rejects(strict.set(model, hook()), refusal('invalid_webhook', /public internet/));
      assert.equal(await strict.get(model), null);
    });

    it('calls on demand: the trigger id goes out signed and comes back, and the call is in the log', async () => {
      const slot = await newModel();
      await webhooks.set(slot.model, hook());
      const triggerId = await webhooks.trigger(slot.model);
      const [call] = received;
      assert.deepEqual(call?.body, {
        triggerId,
        cause: 'on_demand',
        roundNumber: null,
        modelId: slot.id,
        modelName: slot.name,
      });
      const secret = (await webhooks.get(slot.model))?.secret ?? '';
      const id = call?.headers['webhook-id'] ?? '';
      const signed = { url: '', id, body: call?.text ?? '', secret, now: now() };
      assert.equal(call?.headers['webhook-signature'], signature(signed, Math.floor(time / 1000)));
      const { milliseconds, ...logged } = (await webhooks.calls(slot.model))[0] as NonNullable<
        Awaited<ReturnType<WebhookService['calls']>>[0]
      >;
      assert.ok(Number.isInteger(milliseconds));
      assert.deepEqual(logged, {
        triggerId,
        round: null,
        cause: 'on_demand',
        attempt: 1,
        calledAt: `${now().toISOString().slice(0, 19)}Z`,
        ok: true,
        status: 200,
        answer: 'thanks',
        reason: null,
      });
    });

    it('says when a call on demand fails, and keeps what was answered', async () => {
      const { model } = await newModel();
      await webhooks.set(model, hook());
      answer = (response) => void response.writeHead(500).end('out of memory\u0000');
      await assert.rejects(webhooks.trigger(model), refusal('webhook_failed', /Internal Server Error.*answered 500/));
      const [call] = await webhooks.calls(model);
      assert.deepEqual([call?.ok, call?.status, call?.answer], [false, 500, 'out of memory']);
    });

    it('calls on demand one at a time and ten times a minute', async () => {
      const { model } = await newModel();
      await webhooks.set(model, hook());
      const both = await Promise.allSettled([webhooks.trigger(model), webhooks.trigger(model)]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      for (let call = 1; call < 10; call++) await webhooks.trigger(model);
      await assert.rejects(webhooks.trigger(model), refusal('rate_limited'));
      assert.equal(received.length, 10);
      time += 61_000;
      await webhooks.trigger(model);
    });

    it('calls the webhooks of a tournament when its round opens, once, in the transaction that opens it', async () => {
      await fresh();
      const [one, two, other] = [await newModel(), await newModel(), await newModel('signals')];
      for (const { model } of [one, two, other]) await webhooks.set(model, hook());
      const queue = queueOf(webhooks);
      const calls = { tournament: 'classic', round: 300, cause: 'round_open' } as const;
      const made = await storage.db.transaction().execute((within) => webhooks.callAll(queue, { ...calls, within }));
      assert.equal(made, 2);
      assert.equal(await webhooks.callAll(queue, calls), 0, 'a job of that model and round waits already');
      await queue.runDue();
      assert.deepEqual(
        received.map(({ body }) => [body['modelName'], body['roundNumber'], body['cause']]),
        [
          [one.name, 300, 'round_open'],
          [two.name, 300, 'round_open'],
        ],
      );
    });

    it('tries again with the same id until it is answered', async () => {
      await fresh();
      const { model } = await newModel();
      await webhooks.set(model, hook());
      const queue = queueOf(webhooks);
      await webhooks.callAll(queue, { tournament: 'classic', round: 301, cause: 'round_open' });
      answer = (response) => void response.writeHead(received.length < 3 ? 503 : 204).end();
      for (let minute = 0; minute < 5; minute++) {
        await queue.runDue();
        time += 60_000;
      }
      assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1);
      assert.deepEqual(
        (await webhooks.calls(model)).map(({ attempt, ok }) => [attempt, ok]),
        [
          [3, true],
          [2, false],
          [1, false],
        ],
      );
      assert.deepEqual(await notifications.list(owner), []);
    });

    it('tells the owner once after the last attempt', async () => {
      await fresh();
      const slot = await newModel();
      await webhooks.set(slot.model, hook());
      const queue = queueOf(webhooks);
      await webhooks.callAll(queue, { tournament: 'classic', round: 302, cause: 'round_open' });
      answer = (response) => void response.writeHead(500).end();
      for (let round = 0; round < 10; round++) {
        await queue.runDue();
        time += 600_000;
      }
      assert.equal(received.length, 5);
      const feed = await notifications.list(owner);
      assert.equal(feed.length, 1);
      assert.deepEqual([feed[0]?.kind, feed[0]?.model, feed[0]?.round], ['webhook_failed', slot.model, 302]);
      assert.match(feed[0]?.message ?? '', new RegExp(`${slot.name} failed 5 times for round 302: It answered 500`));
    });

    it('reminds only models that have nothing in time for the round, and stops when they do', async () => {
      await fresh();
      const [has, late, none, between] = [await newModel(), await newModel(), await newModel(), await newModel()];
      for (const { model } of [has, late, none, between]) await webhooks.set(model, hook());
      await submit(has.model, 'classic', 303);
      await submit(late.model, 'classic', 303, true);
      const queue = queueOf(webhooks);
      assert.equal(await webhooks.callAll(queue, { tournament: 'classic', round: 303, cause: 'reminder' }), 3);
      await submit(between.model, 'classic', 303);
      await queue.runDue();
      assert.deepEqual(
        received.map(({ body }) => body['modelName']),
        [late.name, none.name],
      );
    });

    it('leaves a job be whose webhook was taken away meanwhile', async () => {
      await fresh();
      const { model } = await newModel();
      await webhooks.set(model, hook());
      const queue = queueOf(webhooks);
      await webhooks.callAll(queue, { tournament: 'classic', round: 304, cause: 'round_open' });
      await webhooks.set(model, null);
      await queue.runDue();
      assert.equal(received.length, 0);
      assert.equal((await queue.list())[0]?.state, 'done');
    });

    it('never calls a name that resolves to something private, whatever else it resolves to', async () => {
      for (const host of ['plain', 'mixed', 'six', 'mapped', 'metadata', 'here']) {
        const { model } = await newModel();
        await strict.set(model, `http://${host}.example:${port}/`);
        await assert.rejects(
          strict.trigger(model),
          refusal('webhook_failed', /not an address on the public internet/),
          host,
        );
      }
      const { model } = await newModel();
      await strict.set(model, 'http://unknown.example/');
      await assert.rejects(strict.trigger(model), refusal('webhook_failed', /no such host/));
      assert.equal(received.length, 0);
      await webhooks.set(model, `http://here.example:${port}/`);
      await webhooks.trigger(model);
      assert.equal(received.length, 1, 'the name server works: with the operator’s leave the same name is called');
    });

    it('does not follow a redirection to somewhere else', async () => {
      const { model } = await newModel();
      await webhooks.set(model, hook());
      answer = (response, path) =>
        void (path === '/hook' ? response.writeHead(307, { location: hook('/secret') }).end() : response.end());
      await assert.rejects(webhooks.trigger(model), refusal('webhook_failed', /redirection/));
      assert.equal(received.length, 1);
    });

    it('prunes calls after 90 days, and beyond the last 1,000 of a model', async () => {
      await sql`delete from webhook_call`.execute(storage.db);
      const [busy, calm] = [await newModel(), await newModel()];
      const insert = (model: number, n: number, at: Date) =>
        sql`insert into webhook_call (id, trigger_id, model, cause, attempt, called_at, ok, milliseconds, answer)
          select ${`${model}-${at.getTime()}-`}::text || i, i::text, ${model}::integer, 'on_demand', 1,
            ${`${at.toISOString().slice(0, 19)}Z`}::text, true, i, ''
          from generate_series(1, ${n}::integer) as i`.execute(storage.db);
      const daysAgo = (days: number) => new Date(time - days * 86_400_000);
      await insert(busy.model, 7, daysAgo(10));
      await insert(busy.model, 1_000, daysAgo(1));
      await insert(calm.model, 3, daysAgo(91));
      await insert(calm.model, 2, daysAgo(89));
      assert.equal(await webhooks.prune(), 10);
      assert.equal((await webhooks.calls(calm.model)).length, 2);
      assert.equal(await webhooks.prune(), 0);
    });

    it('keeps a feed: newest first, in pages, read up to an id, in the transaction of what it tells', async () => {
      const notice = (n: number) =>
        ({ account: 'feed', kind: 'missed_round', message: `missed ${n}`, round: n }) as const;
      await notifications.add(storage.db, [1, 2, 3, 4, 5].map(notice));
      await assert.rejects(
        storage.db.transaction().execute(async (trx) => {
          await notifications.add(trx, [notice(6)]);
          throw new Error('it did not happen');
        }),
        /did not happen/,
      );
      const page = await notifications.list('feed', { limit: 2 });
      assert.deepEqual(
        page.map(({ round }) => round),
        [5, 4],
      );
      const rest = await notifications.list('feed', { before: page[1]?.id ?? 0 });
      assert.deepEqual(
        rest.map(({ round, isRead, at }) => [round, isRead, at]),
        [3, 2, 1].map((round) => [round, false, `${now().toISOString().slice(0, 19)}Z`]),
      );
      await notifications.read('feed', page[1]?.id ?? 0);
      assert.equal(await notifications.unread('feed'), 1);
      assert.equal(await notifications.unread('somebody else'), 0);
    });

    it('takes twelve thousand notices at once, and prunes to the last 1,000 of an account and 90 days', async () => {
      await sql`delete from notification`.execute(storage.db);
      const many = Array.from({ length: 12_000 }, (_, n) => ({
        account: n < 1_500 ? 'flood' : `a${n}`,
        kind: 'missed_round' as const,
        message: n === 1_499 ? 'x'.repeat(2_000) : 'missed',
        round: n,
      }));
      await notifications.add(storage.db, many);
      assert.equal(await notifications.prune(), 500);
      const newest = await notifications.list('flood', { limit: 1 });
      assert.deepEqual([newest[0]?.round, newest[0]?.message.length], [1_499, 1_000]);
      time += 91 * 86_400_000;
      assert.equal(await notifications.prune(), 11_500);
    });
  });
}
