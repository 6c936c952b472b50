import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DomainError } from '../domainError.ts';
import { submissionHash } from '../rounds/submissionHash.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import { csvOf, liveRound, predictionOf } from './testing/liveFile.ts';
import { type SubmissionDesk, submissionDesk } from './testing/submissionDesk.ts';

const refusal = (code: string, sentence?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof DomainError, String(error));
  assert.equal(error.code, code, error.sentence);
  if (sentence !== undefined) assert.match(error.sentence, sentence);
  return true;
};

/** What uploads and submissions must do on every database. `open` gives an empty one. */
export function submissionContract(
  name: string,
  open: () => Promise<SqlStorage>,
  options: { skip?: string | false } = {},
): void {
  describe(`submission contract: ${name}`, { skip: options.skip ?? false }, () => {
    let storage: SqlStorage;
    let desk: SubmissionDesk;
    let number = 100;
    let round = liveRound(number, 50);
    before(async () => {
      storage = await open();
      desk = await submissionDesk(storage.db);
    });
    after(async () => {
      await desk.close();
      await storage.close();
    });
    beforeEach(() => {
      number += 1;
      round = liveRound(number, 50);
      desk.rounds.set('classic', [round]);
      desk.clock.time = new Date('2026-01-03T19:00:00.250Z');
    });
    const create = (filename: string, change: object = {}) =>
      desk.submissions.create({ account: 'ada', model: 1, filename, tournament: 'classic', ...change });
    const selected = async (round: number) => {
      const list = [];
      for await (const submission of desk.submissions.selectedSubmissions('classic', round)) list.push(submission);
      return list;
    };

    it('takes a live file and keeps its values in the order of the round', async () => {
      const filename = await desk.upload(csvOf(round.ids));
      const made = await create(filename, {
        triggerId: 't1',
        source: 'numerapi',
        dataDatestamp: 20_260_102,
        version: 2,
      });
      assert.equal(made.state, 'accepted');
      assert.equal(made.round, number);
      assert.deepEqual([made.selected, made.late, made.stocks, made.leftOut], [true, false, 50, 0]);
      assert.equal(made.insertedAt, '2026-01-03T19:00:00Z');
      assert.deepEqual(
        [made.triggerId, made.computeId, made.source, made.dataDatestamp, made.version],
        ['t1', 'compute-1', 'numerapi', 20_260_102, 2],
      );
      assert.equal(made.filename, 'predictions.csv');
      const values = Float64Array.from(round.ids, (_, at) => predictionOf(at));
      assert.equal(made.valuesHash, submissionHash(round.ids, values));
      const [counts] = await selected(number);
      assert.deepEqual(counts?.values, values);
      assert.equal(counts?.hash, made.valuesHash);
      assert.equal(counts?.version, 2, 'of the data, as the client named it');
    });

    it('makes one submission of the same bytes, however often they come', async () => {
      const filename = await desk.upload(csvOf(round.ids));
      const first = await create(filename);
      assert.equal((await create(filename)).id, first.id);
      assert.equal((await create(await desk.upload(csvOf(round.ids)))).id, first.id);
      const many = await Promise.all(Array.from({ length: 5 }, () => create(filename)));
      assert.deepEqual(new Set(many.map(({ id }) => id)), new Set([first.id]));
      assert.equal((await create(filename, { triggerId: 'called' })).triggerId, 'called');
      assert.equal((await create(filename)).triggerId, 'called', 'a call that was answered stays so');
      assert.notEqual((await create(filename, { model: 2 })).id, first.id);
      const listed = (await desk.submissions.submissions(1)).filter(({ round }) => round === number);
      assert.equal(listed.length, 1);
    });

    it('lets the last valid one win, also when it is an old one sent again', async () => {
      const a = await create(await desk.upload(csvOf(round.ids, 1)));
      const b = await create(await desk.upload(csvOf(round.ids, 2)));
      await assert.rejects(create(await desk.upload('id,prediction\nx,0.5\n')), refusal('invalid_submission_ids'));
      assert.deepEqual(
        (await selected(number)).map(({ id }) => id),
        [b.id],
      );
      await create(await desk.upload(csvOf(round.ids, 1)));
      assert.deepEqual(
        (await selected(number)).map(({ id }) => id),
        [a.id],
      );
      const listed = (await desk.submissions.submissions(1)).filter(({ round }) => round === number);
      assert.deepEqual(
        listed.map(({ id, selected }) => [id, selected]),
        [
          [a.id, true],
          [b.id, false],
        ],
      );
    });

    it('takes nothing any more once the late ones were collected, however the round is asked for', async () => {
      await create(await desk.upload(csvOf(round.ids, 1)), { model: 2 });
      assert.equal(await desk.submissions.isClosed('classic', number), false);
      await desk.submissions.closeSubmissions('classic', number);
      assert.equal(await desk.submissions.isClosed('classic', number), true);
      const late = await create(await desk.upload(csvOf(round.ids, 1)));
      await desk.submissions.sealSubmissions('classic', number);
      // As one that was being examined when the round was sealed: the round still stands among those that take submissions.
      const filename = await desk.upload(csvOf(round.ids, 2));
      await assert.rejects(create(filename, { model: 3 }), refusal('no_live_round'));
      await assert.rejects(create(filename), refusal('no_live_round'));
      assert.deepEqual(
        (await selected(number)).map((counts) => [counts.id === late.id, counts.late]),
        [
          [true, true],
          [false, false],
        ],
      );
    });

    it('marks what comes after the close as late, and lets it count only where nothing came in time', async () => {
      const a = await create(await desk.upload(csvOf(round.ids, 1)));
      const b = await create(await desk.upload(csvOf(round.ids, 2)));
      await desk.submissions.closeSubmissions('classic', number);
      const late = await create(await desk.upload(csvOf(round.ids, 3)));
      assert.deepEqual([late.late, late.state, late.selected], [true, 'accepted', false]);
      assert.equal((await create(await desk.upload(csvOf(round.ids, 1)))).id, a.id);
      desk.rounds.set('classic', [liveRound(number + 1, 50), { ...round, state: 'closed' }]);
      number += 1;
      const other = await create(await desk.upload(csvOf(round.ids, 4)), { model: 2 });
      assert.deepEqual([other.late, other.round, other.selected], [true, round.number, true]);
      assert.deepEqual(
        (await selected(round.number)).map(({ id, late }) => [id, late]),
        [
          [b.id, false],
          [other.id, true],
        ],
      );
    });

    it('leaves a row with the reason and says it', async () => {
      const filename = await desk.upload(csvOf(round.ids).replace(/,[^,\n]*\n/, ',1.5\n'));
      await assert.rejects(create(filename), refusal('invalid_submission_headers'));
      const bad = await desk.upload(`${csvOf(round.ids.slice(1))}${round.ids[0]},1.5\n`);
      const said = /^Row 50, column prediction: the value 1\.5 is above 1\. Values must be between 0 and 1\.$/;
      for (const attempt of [1, 2]) {
        await assert.rejects(create(bad), refusal('invalid_submission_values', said), `attempt ${attempt}`);
      }
      const [row, ...older] = (await desk.submissions.submissions(1)).filter(({ round }) => round === number);
      assert.equal(row?.state, 'rejected');
      assert.equal(row?.reason?.code, 'invalid_submission_values');
      assert.match(`${row?.reason?.sentence} ${row?.reason?.remedy}`, said);
      assert.equal(older.length, 0);
    });

    it("finds only the account's own uploads, and says that one never arrived", async () => {
      const filename = await desk.upload(csvOf(round.ids));
      await assert.rejects(create(filename, { account: 'eve' }), refusal('upload_not_found'));
      await assert.rejects(create(filename, { tournament: 'signals' }), refusal('upload_not_found'));
      await assert.rejects(create('../../etc/passwd'), refusal('upload_not_found', /No file has arrived/));
      const unsent = desk.uploads.uploadAuth({ account: 'ada', model: 1, filename: 'a.csv', kind: 'classic' });
      await assert.rejects(create(unsent.filename), refusal('upload_not_found', /upload the file/));
    });

    it('explains that predictions cannot be carried into a round', async () => {
      const filename = await desk.upload(csvOf(liveRound(number - 1, 50).ids));
      await assert.rejects(create(filename), refusal('invalid_submission_ids', /ids change with every round/));
      desk.rounds.set('classic', []);
      await assert.rejects(create(filename), refusal('no_live_round', /new id in every round/));
    });

    it("uses a queued file for the next round where its ids are that round's, and says why not otherwise", async () => {
      const next = liveRound(number + 1, 50);
      const stale = await create(await desk.upload(csvOf(round.ids, 5)), { queue: 'next', model: 3 });
      const replaced = await create(await desk.upload(csvOf(next.ids, 5)), { queue: 'next' });
      const kept = await create(await desk.upload(csvOf(next.ids, 6)), { queue: 'next' });
      assert.deepEqual([kept.state, kept.round], ['queued', null]);
      desk.rounds.set('classic', [next]);
      number += 1;
      await desk.submissions.admitQueued('classic');
      const states = await Promise.all([stale, replaced, kept].map(({ id }) => desk.submissions.submission(id)));
      assert.deepEqual(
        states.map((s) => [s?.state, s?.round, s?.reason?.code ?? null]),
        [
          ['rejected', null, 'invalid_submission_ids'],
          ['rejected', null, 'replaced'],
          ['accepted', next.number, null],
        ],
      );
      assert.deepEqual(
        (await selected(next.number)).map(({ id }) => id),
        [kept.id],
      );
      assert.deepEqual(await desk.submissions.admitQueued('classic'), []);
    });

    it('leaves a large file to a job, which takes the live rows of a file of the whole tournament', async () => {
      const others = Array.from({ length: 300_000 }, (_, at) => `old${String(at).padStart(12, '0')}zzzzzzz`);
      const filename = await desk.upload(csvOf([...round.ids, ...others]));
      const pending = await create(filename);
      assert.deepEqual([pending.state, pending.round, desk.enqueued.at(-1)], ['pending', number, pending.id]);
      const done = await desk.submissions.processUpload(pending.id);
      assert.deepEqual([done.state, done.round, done.stocks, done.leftOut], ['accepted', number, 50, 300_000]);
      assert.deepEqual(await desk.submissions.processUpload(pending.id), done);
      const again = await create(await desk.upload(csvOf([...round.ids, ...others])));
      assert.equal((await desk.submissions.processUpload(again.id)).reason?.code, 'same_file');
    });

    it('counts a large file from before the close as in time, whether its job comes before the close is over or not at all', async () => {
      const others = Array.from({ length: 300_000 }, (_, at) => `old${String(at).padStart(12, '0')}zzzzzzz`);
      const large = (seed: number) => desk.upload(csvOf([...round.ids, ...others], seed));
      const [first, second, later] = [await large(1), await large(2), await large(3)];
      const early = await create(first);
      const alone = await create(second, { model: 2 });
      await storage.db.transaction().execute((trx) => desk.submissions.closeSubmissions('classic', number, trx));
      const late = await create(later, { model: 3 });
      assert.deepEqual([early.state, alone.state, late.state], ['pending', 'pending', 'pending']);
      assert.deepEqual([early.round, alone.round, late.round], [number, number, null]);
      desk.rounds.set('classic', [{ ...round, state: 'closed' }]);
      const done = await desk.submissions.processUpload(early.id);
      assert.deepEqual([done.state, done.late], ['accepted', false], 'its job came after the close');
      const inTime = [
        [early.id, false],
        [alone.id, false],
      ];
      assert.deepEqual(
        (await selected(number)).map(({ id, late }) => [id, late]),
        inTime,
      );
      await desk.submissions.sealSubmissions('classic', number);
      assert.deepEqual(
        (await selected(number)).map(({ id, late }) => [id, late]),
        [...inTime, [late.id, true]],
      );
      const next = liveRound(number + 1, 50);
      desk.rounds.set('classic', [next]);
      number += 1;
      const third = await create(await desk.upload(csvOf([...next.ids, ...others])));
      await desk.submissions.closeSubmissions('classic', next.number);
      assert.equal((await desk.submissions.submission(third.id))?.state, 'accepted', 'a close alone reads it too');
      assert.equal(
        (await desk.submissions.processUpload(late.id)).state,
        'accepted',
        'a job that comes after that finds it done',
      );
    });

    it('takes no submission between the close and those that were before it', async () => {
      const filenames = await Promise.all(Array.from({ length: 24 }, (_, k) => desk.upload(csvOf(round.ids, k))));
      const making = filenames.map((filename, k) => create(filename, { model: 10 + k }));
      await making[3];
      await desk.submissions.closeSubmissions('classic', number);
      const seen = new Map((await selected(number)).map(({ id, late }) => [id, late]));
      for (const made of await Promise.all(making)) {
        if (made.late) assert.notEqual(seen.get(made.id), false);
        else assert.equal(seen.get(made.id), false, 'what was told to be in time is seen by the close');
      }
    });

    it('takes Signals files by ticker, of a part of the universe', async () => {
      const universe = { ...liveRound(number, 300), ids: Array.from({ length: 300 }, (_, k) => `T${k} US`).sort() };
      desk.rounds.set('signals', [universe]);
      const header = 'numerai_ticker,friday_date,data_type,signal\n';
      const csv = (count: number) =>
        header +
        universe.ids
          .slice(0, count)
          .map((id, at) => `${id},20260102,live,${predictionOf(at)}`)
          .join('\n');
      const make = async (content: string) =>
        desk.submissions.create({
          account: 'ada',
          model: 1,
          tournament: 'signals',
          filename: await desk.upload(content, { kind: 'signals' }),
        });
      assert.deepEqual([(await make(csv(120))).stocks, (await make(csv(300))).stocks], [120, 300]);
      await assert.rejects(
        make(csv(99)),
        refusal('invalid_submission_ids', /^99 stocks of round \d+ have a value and 100 are needed/),
      );
    });

    it('keeps the answer to each row of a Signals file, accepted or not, by the symbols of its round', async () => {
      const ids = Array.from({ length: 200 }, (_, k) => `T${k}`);
      const signals = { day: '2026-01-02', symbolsVersion: 4, minimumRows: 100, unusedShareMax: 0.2 };
      desk.rounds.set('signals', [{ ...liveRound(number, 1), ids, signals }]);
      const listed = {
        permanentId: 'T0 US',
        scheme: 'bloomberg',
        symbol: 'T0 US',
        validFrom: null,
        validTo: null,
      } as const;
      desk.symbols.set(4, [listed, { ...listed, scheme: 'isin', symbol: 'US0378331005' }]);
      const make = async (rows: readonly string[]) =>
        desk.submissions.create({
          account: 'ada',
          model: 7,
          tournament: 'signals',
          filename: await desk.upload(`ticker,signal\n${rows.join('\n')}\n`, { kind: 'signals', model: 7 }),
        });
      const good = ids.slice(1, 120).map((id, at) => `${id},${predictionOf(at)}`);
      const bad = Array.from({ length: 25 }, (_, k) => `Q${k},0.5`);
      const made = await make(['US0378331005,0.75', ...good, ...bad]);
      assert.deepEqual([made.state, made.stocks, made.report?.totals.unmatched], ['accepted', 120, 25]);
      assert.equal(made.report?.symbolsVersion, 4);
      assert.equal(made.report?.unused.length, 20, 'the first stand with the submission');
      assert.equal((await desk.submissions.rowsOf(made))?.unused.length, 25, 'all of them are kept');
      for await (const { model, values } of desk.submissions.selectedSubmissions('signals', number)) {
        if (model === 7) assert.deepEqual([values[0], values[150]], [0.75, Number.NaN]);
      }
      await assert.rejects(
        make([...good, ...bad, ...bad]),
        refusal('invalid_submission_ids', /50 of 169 rows cannot be used/),
      );
      const [refused] = await desk.submissions.submissions(7);
      assert.deepEqual([refused?.state, refused?.round, refused?.report?.unused.length], ['rejected', number, 20]);
      assert.equal(refused && (await desk.submissions.rowsOf(refused))?.unused.length, 50);
    });

    it('gives the original bytes to their account alone, by an address that expires', async () => {
      const content = csvOf(round.ids);
      const { id } = await create(await desk.upload(content));
      await assert.rejects(desk.submissions.downloadAuth({ account: 'eve', id }), refusal('unknown_submission'));
      const { filename, url } = await desk.submissions.downloadAuth({ account: 'ada', id });
      assert.equal(filename, 'predictions.csv');
      const token = new URL(url).searchParams.get('token') ?? '';
      const { handle } = await desk.submissions.openDownload(id, token);
      assert.equal(await handle.readFile('utf8'), content);
      await handle.close();
      await assert.rejects(desk.submissions.openDownload('another', token), refusal('address_invalid'));
      desk.clock.time = new Date('2026-01-03T20:00:01Z');
      await assert.rejects(desk.submissions.openDownload(id, token), refusal('address_expired'));
    });

    it('keeps a note that only has to be short', async () => {
      const { id } = await create(await desk.upload(csvOf(round.ids)), { note: 'first try' });
      await desk.submissions.setNote({ account: 'ada', id, note: 'ridge, seed 7' });
      assert.equal((await desk.submissions.submission(id))?.note, 'ridge, seed 7');
      await assert.rejects(desk.submissions.setNote({ account: 'eve', id, note: '' }), refusal('unknown_submission'));
      const note = 'x'.repeat(2_001);
      await assert.rejects(desk.submissions.setNote({ account: 'ada', id, note }), refusal('note_too_long'));
    });

    it('lets the same address be used again until a submission is made of the file', async () => {
      const { filename, url } = desk.uploads.uploadAuth({
        account: 'ada',
        model: 1,
        filename: 'p.csv',
        kind: 'classic',
      });
      const token = new URL(url).searchParams.get('token') ?? '';
      const put = (content: string) => {
        const bytes = Buffer.from(content);
        const body = (async function* () {
          yield bytes;
        })();
        return desk.uploads.receive(filename, token, { body, contentLength: bytes.length, computeId: null });
      };
      const first = await put('id,prediction\nbroken');
      const second = await put(csvOf(round.ids));
      await assert.rejects(readFile(join(desk.path, first.file)), { code: 'ENOENT' });
      assert.equal((await create(filename)).sha256, second.sha256);
      await assert.rejects(put(csvOf(round.ids, 9)), refusal('upload_used'));
      await assert.rejects(
        desk.uploads.receive('other.csv', token, {
          body: (async function* () {})(),
          contentLength: 1,
          computeId: null,
        }),
        refusal('address_invalid'),
      );
    });

    it('sweeps away what nobody uses, and nothing else', async () => {
      const { setTimeout: wait } = await import('node:timers/promises');
      const usedName = await desk.upload(csvOf(round.ids, 11));
      const made = await create(usedName);
      const unused = await desk.upload(csvOf(round.ids, 12));
      const orphan = await desk.folder.store(
        (async function* () {
          yield Buffer.from('crashed before its row');
        })(),
        100,
        'zzorphan',
      );
      assert.equal(await desk.uploads.sweep(), 0);
      await wait(5);
      desk.clock.time = new Date(Date.now() + 25 * 3_600_000);
      assert.ok((await desk.uploads.sweep()) >= 2);
      await assert.rejects(create(unused), refusal('upload_not_found'));
      await assert.rejects(desk.folder.read(orphan.file), { code: 'ENOENT' });
      const { url } = await desk.submissions.downloadAuth({ account: 'ada', id: made.id });
      const { handle } = await desk.submissions.openDownload(made.id, new URL(url).searchParams.get('token') ?? '');
      await handle.close();
    });
  });
}
