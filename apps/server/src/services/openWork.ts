import { join } from 'node:path';
import {
  addressSigner,
  bossQueue,
  configurationReader,
  type DataFolder,
  type DatasetService,
  datasetService,
  type DiagnosticsService,
  diagnosticsService,
  enqueueRestoredJobs,
  type JobKind,
  type JobQueue,
  MAIL_JOB,
  type Mailer,
  type MailService,
  mailService,
  notificationService,
  type NotificationService,
  readSigningKey,
  type RoundDesk,
  type RoundDirections,
  roundDirections,
  type RoundNews,
  roundNews,
  SIGNALS_HISTORY_FOLDER,
  signalsHistory,
  type StoredLiveRounds,
  storedLiveRounds,
  type SymbolBook,
  symbolBook,
  type SubmissionService,
  submissionService,
  type TournamentName,
  uploadFolder,
  uploadService,
  type UploadService,
  validationFolder,
  watchSymbols,
  WEBHOOK_JOB,
  webhookService,
  type WebhookService,
} from '@robata/tournament';
import { liveParticipants, REMINDER_JOB } from './liveParticipants.ts';
import { type RoundWork, roundWork } from './roundWork.ts';

export interface WorkInput {
  readonly place: DataFolder;
  readonly folder: string;
  /** What addresses that are given out begin with, as `https://robata.example.org`; asked each time, for it is known once the server listens. */
  readonly publicUrl: () => string;
  /** As the operator configured it; null where nobody did. */
  readonly configuredUrl: string | null;
  /** Whether webhooks may lead to addresses of this machine and its network. */
  readonly allowPrivateWebhooks: boolean;
  /** For the scores of rounds; default 2: one beside this one. */
  readonly threads?: number;
  /** Whether an operator approves each payout plan. Default: automatic. */
  readonly approval?: 'automatic' | 'operator';
  /** What rounds are opened, closed and scored by. Default: the papers of the market's side. */
  readonly desk?: RoundDesk;
  /** Null: no e-mail is configured. */
  readonly mailer?: Mailer | null;
  /** False only makes jobs: workers do them. Default true. */
  readonly works?: boolean;
  readonly now: () => Date;
  readonly onFault: (error: unknown) => void;
}

/** The jobs of a tournament and what they work with: a server's and a worker's common part. */
export interface Work {
  readonly live: StoredLiveRounds;
  readonly uploads: UploadService;
  readonly submissions: SubmissionService;
  readonly symbols: SymbolBook;
  readonly datasets: DatasetService;
  readonly diagnostics: DiagnosticsService;
  readonly directions: RoundDirections;
  readonly webhooks: WebhookService;
  readonly notifications: NotificationService;
  readonly mail: MailService;
  readonly news: RoundNews;
  readonly jobs: JobQueue;
  readonly rounds: RoundWork;
}

const SUBMISSION_JOB = 'submission';
const DIAGNOSTICS_JOB = 'diagnostics';
const DIRECTIONS_JOB = 'directions';
const SWEEP_JOB = 'sweep';
const PRUNE_JOB = 'prune';
const SYMBOLS_JOB = 'symbols';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Opens the queue and begins to work on it (see `works`). `isServer`: it is this process that sets the live rounds. */
export async function openWork(input: WorkInput, isServer: boolean): Promise<Work> {
  const { place, folder, publicUrl, configuredUrl, allowPrivateWebhooks, mailer = null, works = true, now } = input;
  const { storage, blobs, datasetFolder, backend } = place;
  const { db } = storage;
  const signer = addressSigner(await readSigningKey(db), now);
  const live = storedLiveRounds(db);
  const files = uploadFolder(join(folder, 'uploads'));
  const addresses = { db, signer, publicUrl, now };
  const notifications = notificationService(db, now);
  const uploads = uploadService({ ...addresses, folder: files });
  /** Jobs may begin before all kinds of them are open. */
  const opening = Promise.withResolvers<JobQueue>();
  const symbols = symbolBook(db, now);
  const submissions = submissionService({
    ...addresses,
    blobs,
    folder: files,
    uploads,
    rounds: live,
    symbols: (version) => symbols.rows(version),
    enqueue: async (trx, id) => void (await (await opening.promise).enqueue(trx, SUBMISSION_JOB, { id }, { key: id })),
    onRejected: async (trx, { account, model, round, sentence }) => {
      const named = await trx.selectFrom('model').select('name').where('id', '=', model).executeTakeFirst();
      const message = `A file for ${named?.name ?? 'a model'} was not accepted. ${sentence}`;
      const notice = { account, kind: 'submission_rejected', message, model } as const;
      await notifications.add(trx, [round === null ? notice : { ...notice, round }]);
    },
  });
  const datasets = datasetService({ ...addresses, folder: datasetFolder, rounds: live });
  const directions = roundDirections(storage, blobs);
  const diagnostics = diagnosticsService({
    db,
    folder: files,
    uploads,
    validation: () => validationFolder(join(datasetFolder, 'v1.0')),
    signals: {
      history: () => signalsHistory(join(datasetFolder, 'signals', SIGNALS_HISTORY_FOLDER)),
      async symbols() {
        const version = (await symbols.latest())?.version ?? null;
        return { version, rows: await symbols.rows(version) };
      },
      directions: () => directions.ofDays(),
    },
    directions: () => directions.ofEras(),
    now,
    enqueue: async (trx, id) => void (await (await opening.promise).enqueue(trx, DIAGNOSTICS_JOB, { id }, { key: id })),
  });
  const webhooks = webhookService({ db, now, allowPrivate: allowPrivateWebhooks, notifications });
  const mail = mailService({ db, now, mailer, publicUrl: configuredUrl });

  const news = roundNews(db, notifications);
  const rounds = roundWork({
    storage,
    blobs,
    participants: liveParticipants({
      reader: storage,
      live,
      submissions,
      symbols,
      configOf: (round) => configurationReader(storage).of(round),
      datasets,
      webhooks,
      news,
      jobs: () => opening.promise,
    }),
    live,
    isClosed: (round) => submissions.isClosed('classic', round),
    jobs: () => opening.promise,
    threads: input.threads ?? 2,
    approval: input.approval ?? 'automatic',
    ...(input.desk === undefined ? {} : { desk: input.desk }),
    now,
  });

  const again = (jobs: JobQueue, kind: string, afterMs: number) =>
    jobs.enqueue(db, kind, {}, { key: 'next', startsAt: new Date(now().getTime() + afterMs) });
  const kinds: Readonly<Record<string, JobKind>> = {
    ...rounds.kinds,
    [WEBHOOK_JOB]: webhooks.job,
    [MAIL_JOB]: mail.job,
    [SUBMISSION_JOB]: {
      deadlineSeconds: 300,
      attempts: 3,
      async handler({ id }) {
        if (!isServer) await live.refresh();
        await submissions.processUpload(String(id));
      },
    },
    [DIAGNOSTICS_JOB]: {
      deadlineSeconds: 900,
      attempts: 3,
      handler: async ({ id }) => void (await diagnostics.runDiagnostics(String(id))),
    },
    [DIRECTIONS_JOB]: {
      deadlineSeconds: 3600,
      attempts: 3,
      async handler() {
        await directions.makeMissing();
        await again(await opening.promise, DIRECTIONS_JOB, HOUR_MS / 4);
      },
    },
    [REMINDER_JOB]: {
      deadlineSeconds: 60,
      attempts: 3,
      async handler(payload) {
        const round = Number(payload['round']);
        const tournament = payload['tournament'] as TournamentName;
        if (await submissions.isClosed(tournament, round)) return undefined;
        const jobs = await opening.promise;
        return async (trx) =>
          void (await webhooks.callAll(jobs, { tournament, round, cause: 'reminder', within: trx }));
      },
    },
    [SWEEP_JOB]: {
      deadlineSeconds: 600,
      attempts: 3,
      async handler() {
        await uploads.sweep();
        await datasets.sweep();
        await again(await opening.promise, SWEEP_JOB, HOUR_MS);
      },
    },
    [SYMBOLS_JOB]: {
      deadlineSeconds: 60,
      attempts: 3,
      async handler() {
        await watchSymbols({ symbols, storage, now });
        await again(await opening.promise, SYMBOLS_JOB, HOUR_MS);
      },
    },
    [PRUNE_JOB]: {
      deadlineSeconds: 600,
      attempts: 3,
      async handler() {
        await webhooks.prune();
        await notifications.prune();
        await db.deleteFrom('auth_session').where('expires_at', '<', now()).execute();
        await db.deleteFrom('auth_verification').where('expires_at', '<', now()).execute();
        await again(await opening.promise, PRUNE_JOB, DAY_MS);
      },
    },
  };
  const { onFault } = input;
  const jobs = await bossQueue({ storage, kinds, backend, works, onFault });
  opening.resolve(jobs);
  if (isServer) {
    await enqueueRestoredJobs(db, jobs, Object.keys(kinds));
    await again(jobs, SWEEP_JOB, HOUR_MS);
    await again(jobs, PRUNE_JOB, DAY_MS);
    await again(jobs, SYMBOLS_JOB, HOUR_MS / 60);
    await again(jobs, DIRECTIONS_JOB, HOUR_MS / 60);
  }
  return {
    live,
    uploads,
    submissions,
    symbols,
    datasets,
    diagnostics,
    directions,
    webhooks,
    notifications,
    mail,
    news,
    jobs,
    rounds,
  };
}
