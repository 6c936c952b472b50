import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Kysely, Transaction } from 'kysely';
import type { Blobs } from '../blobs/blobs.ts';
import type { SymbolRow } from '@robata/market/symbols';
import { DomainError } from '../domainError.ts';
import { submissionHash } from '../rounds/submissionHash.ts';
import type { Database } from '../storage/schema.ts';
import { type SignalsReport, SignalsRefusal } from '../symbols/signalsReport.ts';
import { isoSecond } from './isoSecond.ts';
import type { LiveRound, LiveRounds, TournamentName } from './liveRounds.ts';
import { examineFile, type ExaminedValues, noRound } from './examineFile.ts';
import { readPredictions } from './predictions/predictionFile.ts';
import { CLASSIC_FORMAT, type PredictionFile, quoted, SIGNALS_FORMAT } from './predictions/predictionFormat.ts';
import { readAhead } from './readAhead.ts';
import type { AddressSigner } from './signedAddress.ts';
import type { Submission } from './submission.ts';
import { submissionBlobs } from './submissionBlobs.ts';
import { type NewSubmission, submissionStore } from './submissionStore.ts';
import type { UploadFolder } from './uploadFolder.ts';
import type { FileAuth, Upload, UploadService } from './uploadService.ts';

export interface CreateSubmission {
  readonly account: string;
  readonly model: number;
  /** The server's name, as `uploadAuth` gave it. */
  readonly filename: string;
  readonly tournament: TournamentName;
  readonly triggerId?: string | null;
  readonly source?: string | null;
  readonly dataDatestamp?: number | null;
  readonly version?: number | null;
  readonly note?: string;
  /** `next`: do not look for a round now, but use the file for the next one that opens, if its ids are that round's. */
  readonly queue?: 'next';
}

/** One model's predictions as they count at the close. */
export interface SelectedSubmission {
  readonly id: string;
  readonly model: number;
  /** After the close: scored, not paid. */
  readonly late: boolean;
  /** In the order of the round's ids; NaN for a stock that a Signals file leaves out. */
  readonly values: Float64Array;
  /** `submissionHash` of the ids and values. */
  readonly hash: string;
  readonly insertedAt: string;
  /** Of the data, as the upload named it. */
  readonly version: number | null;
}

export interface SubmissionService {
  /**
   * Makes a submission of an uploaded file: reads and checks it against the rounds that take submissions and stores its values, in one short
   * transaction. The same bytes again in the same round are the same submission, and count again. A file above 8 MiB is left to
   * `processUpload` (state `pending`); whether it is in time is decided here all the same. A file that is refused leaves a row with the
   * reason, and DomainError says it: `upload_not_found`, `invalid_file_format`, `invalid_submission_headers`, `invalid_submission_ids`,
   * `invalid_submission_values`, `no_live_round`, `note_too_long`, `invalid_argument`.
   */
  create(input: CreateSubmission): Promise<Submission>;
  /** The job of a pending submission; one that is no longer pending is left alone. A refusal is its result and not an error. */
  processUpload(id: string): Promise<Submission>;
  /** When a round opens: takes queued submissions in whose ids are those of the round, and rejects the others with the reason. */
  admitQueued(tournament: TournamentName): Promise<readonly Submission[]>;
  /**
   * At the close, before `selectedSubmissions`: whatever is created from now on is late. Every submission that was told to be in time is seen
   * afterwards, and every large file that was created before, which is read here, or by `selectedSubmissions` where a transaction is given:
   * that has to be over by then.
   */
  closeSubmissions(tournament: TournamentName, round: number, trx?: Transaction<Database>): Promise<void>;
  /**
   * Before the round's first score, and before late ones are collected: reads the large files that still wait; from then on the round takes
   * nothing, so that `selectedSubmissions` gives the same ever after.
   */
  sealSubmissions(tournament: TournamentName, round: number): Promise<void>;
  /** Whether a round was closed here; what comes for it would be late. */
  isClosed(tournament: TournamentName, round: number): Promise<boolean>;
  /**
   * Those that count, in order of model, read one by one (a few ahead), so that memory stays flat. Large files that came while the round was
   * open and that no job has read yet are read first.
   */
  selectedSubmissions(tournament: TournamentName, round: number): AsyncGenerator<SelectedSubmission>;
  /** Of all these models, newest first, at most `limit` (default 1,000, at most 10,000). */
  submissions(models: number | readonly number[], limit?: number): Promise<Submission[]>;
  /** Null where there is none. The caller sees to whom it is shown. */
  submission(id: string): Promise<Submission | null>;
  /** The answer to each row of a Signals file, of a refused one too; null for other files and for one whose rows were not looked at. */
  rowsOf(submission: Submission): Promise<SignalsReport | null>;
  /** The address of the original bytes of one's own submission, good for an hour. Throws DomainError `unknown_submission`. */
  downloadAuth(input: { readonly account: string; readonly id: string }): Promise<FileAuth>;
  /** What a download address stands for. The caller closes the handle. Throws DomainError as the signer does, `file_gone` for removed bytes. */
  openDownload(id: string, token: string): Promise<{ readonly handle: FileHandle; readonly name: string }>;
  /** At most 2,000 characters. Throws DomainError `unknown_submission`, `note_too_long`. */
  setNote(input: { readonly account: string; readonly id: string; readonly note: string }): Promise<void>;
}

export interface SubmissionServiceInput {
  readonly db: Kysely<Database>;
  readonly blobs: Blobs;
  readonly folder: UploadFolder;
  readonly uploads: UploadService;
  readonly rounds: LiveRounds;
  /** The rows of a version of the symbols. Default: none are ever imported. */
  readonly symbols?: (version: number | null) => Promise<readonly SymbolRow[]>;
  readonly signer: AddressSigner;
  readonly publicUrl: () => string;
  readonly now: () => Date;
  /** Called in the transaction that stores a pending submission; the job room puts `processUpload(id)` in its queue. */
  readonly enqueue?: (trx: Transaction<Database>, id: string) => Promise<void>;
  /** Called in the transaction that stores a rejection that is not there yet. */
  readonly onRejected?: (trx: Transaction<Database>, rejection: Rejection) => Promise<void>;
}

export interface Rejection {
  readonly account: string;
  readonly model: number;
  readonly round: number | null;
  /** Why, and the remedy. */
  readonly sentence: string;
}

/** Larger files are read by a job. */
const READ_AT_ONCE_BYTES = 8 * 2 ** 20;
const LONGEST_NOTE = 2_000;
const LONGEST_TEXT = 200;
const DOWNLOAD_SECONDS = 3600;
const READ_AHEAD = 8;
const MOST_LISTED = 10_000;

export function submissionService(input: SubmissionServiceInput): SubmissionService {
  const { db, folder, uploads, rounds, signer, publicUrl, now } = input;
  const blobs = submissionBlobs(input.blobs);
  const gates = new Set<string>();

  const openGate = async (tournament: TournamentName, round: number): Promise<void> => {
    const key = `${tournament} ${round}`;
    if (gates.has(key)) return;
    await submissionStore.putGate(db, tournament, round);
    gates.add(key);
  };

  const read = async (upload: Upload): Promise<PredictionFile> => {
    const bytes = await folder.read(upload.file).catch((cause: unknown) => {
      throw changed(cause);
    });
    return readPredictions(bytes, upload.kind === 'signals' ? SIGNALS_FORMAT : CLASSIC_FORMAT);
  };

  const examine = async (
    file: PredictionFile,
    tournament: TournamentName,
    at: (round: LiveRound) => void,
  ): Promise<ExaminedValues> => {
    const current = rounds.current(tournament);
    const candidates = [...(current === null ? [] : [current]), ...rounds.earlier(tournament)];
    const version = current?.signals?.symbolsVersion ?? null;
    const symbols = (await input.symbols?.(version)) ?? [];
    return examineFile(file, { tournament, rounds: candidates, symbols, at });
  };

  /** What stands in the submission's row is the beginning of its report. */
  const keepRefusal = async (sha256: string, error: DomainError): Promise<void> => {
    if (error instanceof SignalsRefusal) await blobs.putReport(sha256, error.report);
  };

  const keepValues = async (
    sha256: string,
    tournament: TournamentName,
    { round, values, stocks, leftOut, report }: ExaminedValues,
  ) => {
    await blobs.putValues(tournament, round.number, sha256, values);
    if (report !== undefined) await blobs.putReport(sha256, report);
    await openGate(tournament, round.number);
    return {
      round: round.number,
      late: round.state === 'closed',
      valuesHash: submissionHash(round.ids, values),
      stocks,
      leftOut,
      ...(report !== undefined && { report }),
    };
  };

  /** Stores a rejection with `write`, which says whether it is new, and tells of it. */
  const rejecting = (
    of: Omit<Rejection, 'sentence'>,
    error: DomainError,
    write: (trx: Transaction<Database>) => Promise<boolean>,
  ): Promise<void> =>
    db.transaction().execute(async (trx) => {
      const { account, model, round } = of;
      if (await write(trx)) await input.onRejected?.(trx, { account, model, round, sentence: error.sentence });
    });
  const rejectWaiting = (submission: Submission, error: DomainError): Promise<void> =>
    rejecting(submission, error, (trx) => submissionStore.rejectWaiting(trx, submission.id, error));

  const found = async (id: string): Promise<Submission> => {
    const submission = await submissionStore.find(db, id);
    if (submission === null) throw new Error(`submission ${id} is gone`);
    return submission;
  };

  const isSealed = async (tournament: TournamentName, round: number): Promise<boolean> =>
    (await submissionStore.gate(db, tournament, round)).sealed;

  const wait = async (start: NewSubmission, state: 'pending' | 'queued'): Promise<Submission> => {
    const current = rounds.current(start.tournament);
    const open = state === 'pending' && current?.state === 'open' ? current.number : null;
    if (open !== null) await openGate(start.tournament, open);
    const row = await db.transaction().execute(async (trx) => {
      const row = await submissionStore.wait(trx, start, state, open);
      if (row !== null && state === 'pending') await input.enqueue?.(trx, row.id);
      return row;
    });
    if (row === null) throw changed();
    return found(row.id);
  };

  /** A file for the next round replaces one that waits already. */
  const queue = async (start: NewSubmission): Promise<Submission> => {
    await read(start.upload);
    const before = await submissionStore.queued(db, start.tournament);
    const submission = await wait(start, 'queued');
    for (const { id, model } of before) {
      // Its owner did that: it is no news.
      if (model === start.model) await submissionStore.rejectWaiting(db, id, replaced(submission.id));
    }
    return submission;
  };

  /** A waiting submission finds its round, or its reason why not. */
  const settle = async (submission: Submission, upload: Upload): Promise<Submission> => {
    const { id, tournament } = submission;
    try {
      const values = await examine(await read(upload), tournament, () => undefined);
      const acceptance = await keepValues(upload.sha256, tournament, values);
      const isNew = await submissionStore.acceptWaiting(db, submission, acceptance);
      if (isNew) return await found(id);
      const reason = (await isSealed(tournament, acceptance.round)) ? noRound() : sameFile(acceptance.round);
      await rejectWaiting(submission, reason);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await keepRefusal(upload.sha256, error);
      await rejectWaiting(submission, error);
    }
    return found(id);
  };

  const uploadOf = async ({ id, account, tournament }: Submission): Promise<Upload> => {
    const row = await db.selectFrom('submission').select('filename').where('id', '=', id).executeTakeFirstOrThrow();
    return uploads.find(row.filename, account, tournament);
  };

  const processUpload = async (id: string): Promise<Submission> => {
    const submission = await found(id);
    return submission.state === 'pending' ? settle(submission, await uploadOf(submission)) : submission;
  };
  /** What jobs have not come to yet is read now: those that came while a round was open, or all (`null`). */
  const processPending = async (tournament: TournamentName, round: number | null): Promise<void> => {
    for (const id of await submissionStore.pending(db, tournament, round)) await processUpload(id);
  };

  const own = async (account: string, id: string): Promise<Submission> => {
    const submission = await submissionStore.find(db, id);
    if (submission === null || submission.account !== account) {
      throw new DomainError('unknown_submission', `This account has no submission ${quoted(id)}.`, { field: 'id' });
    }
    return submission;
  };

  return {
    async create(request) {
      const { account, filename, tournament, triggerId = null, source = null, note = '' } = request;
      requireNote(note);
      for (const [field, text] of Object.entries({ triggerId, source })) requireShort(field, text);
      const upload = await uploads.find(filename, account, tournament);
      const start: NewSubmission = {
        id: randomUUID(),
        upload,
        model: request.model,
        tournament,
        triggerId,
        source,
        dataDatestamp: request.dataDatestamp ?? null,
        version: request.version ?? null,
        note,
        createdAt: isoSecond(now()),
      };
      let round: number | null = null;
      try {
        if (request.queue === 'next') return await queue(start);
        if (upload.bytes > READ_AT_ONCE_BYTES) return await wait(start, 'pending');
        const values = await examine(await read(upload), tournament, ({ number }) => {
          round = number;
        });
        const acceptance = await keepValues(upload.sha256, tournament, values);
        const row = await submissionStore.accept(db, start, acceptance);
        if (row === null) throw (await isSealed(tournament, acceptance.round)) ? noRound() : changed();
        return await found(row.id);
      } catch (error) {
        if (error instanceof DomainError && error.code !== 'upload_not_found') {
          const of = { account, model: request.model, round };
          await keepRefusal(upload.sha256, error);
          await rejecting(of, error, (trx) => submissionStore.reject(trx, start, of.round, error));
        }
        throw error;
      }
    },

    processUpload,

    async admitQueued(tournament) {
      const admitted: Submission[] = [];
      for (const submission of await submissionStore.queued(db, tournament)) {
        admitted.push(await settle(submission, await uploadOf(submission)));
      }
      return admitted;
    },

    async closeSubmissions(tournament, round, trx) {
      await submissionStore.closeGate(trx ?? db, tournament, round);
      if (trx === undefined) await processPending(tournament, round);
    },
    async sealSubmissions(tournament, round) {
      await processPending(tournament, null);
      await submissionStore.sealGate(db, tournament, round);
    },
    isClosed: async (tournament, round) => (await submissionStore.gate(db, tournament, round)).closed,

    async *selectedSubmissions(tournament, round) {
      await processPending(tournament, round);
      const rows = await submissionStore.selected(db, tournament, round);
      const reading = readAhead(rows, READ_AHEAD, ({ sha256 }) => blobs.values(tournament, round, sha256));
      for await (const [{ id, model, late, values_hash: hash, created_at: insertedAt, version }, values] of reading) {
        if (values === null) throw new Error(`the values of submission ${id} are gone`);
        yield { id, model, late, values, hash, insertedAt, version };
      }
    },

    async submissions(models, limit = 1_000) {
      const list = typeof models === 'number' ? [models] : models;
      if (list.length === 0) return [];
      return submissionStore.ofModels(db, list, Math.min(limit, MOST_LISTED));
    },

    submission: (id) => submissionStore.find(db, id),

    async rowsOf({ sha256, report }) {
      return report === null ? null : ((await blobs.report(sha256, report.round)) ?? report);
    },

    async downloadAuth({ account, id }) {
      const { filename } = await own(account, id);
      const token = signer.sign({ purpose: 'submission', fields: [id] }, DOWNLOAD_SECONDS);
      return { filename, url: `${publicUrl()}/submissions/${id}/${encodeURIComponent(filename)}?token=${token}` };
    },

    async openDownload(id, token) {
      const [signed] = signer.verify('submission', token);
      if (signed !== id) {
        throw new DomainError('address_invalid', 'This address was not given out for this submission.', {
          remedy: 'Ask for a new one.',
        });
      }
      const submission = await found(id);
      const { file, displayName } = await uploadOf(submission);
      const handle = await folder.open(file).catch((cause: unknown) => {
        throw new DomainError('file_gone', 'The file of this rejected submission was removed after a week.', { cause });
      });
      return { handle, name: displayName };
    },

    async setNote({ account, id, note }) {
      requireNote(note);
      await own(account, id);
      await db.updateTable('submission').set({ note }).where('id', '=', id).execute();
    },
  };
}

function requireNote(note: string): void {
  if (note.length <= LONGEST_NOTE) return;
  const sentence = `The note has ${note.length} characters; ${LONGEST_NOTE} are allowed.`;
  throw new DomainError('note_too_long', sentence, { field: 'note', remedy: 'Shorten it.' });
}

function requireShort(field: string, text: string | null): void {
  if (text === null || text.length <= LONGEST_TEXT) return;
  throw new DomainError('invalid_argument', `${field} has ${text.length} characters; ${LONGEST_TEXT} are allowed.`, {
    field,
  });
}

const changed = (cause?: unknown) =>
  new DomainError('upload_not_found', 'The file of this name was uploaded again, or removed, in this moment.', {
    field: 'filename',
    remedy: 'Create the submission once more.',
    cause,
  });

const replaced = (by: string) =>
  new DomainError('replaced', `Submission ${by} waits for the next round in its place.`, {});

const sameFile = (round: number) =>
  new DomainError('same_file', `The same file is a submission of round ${round} already.`, {
    remedy: 'Nothing is to be done: that one counts.',
  });
