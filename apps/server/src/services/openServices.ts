import { join } from 'node:path';
import {
  accountCommands,
  accountService,
  type AccountService,
  addressSigner,
  bossQueue,
  type DataFolder,
  type DatasetService,
  datasetService,
  type DiagnosticsService,
  diagnosticsService,
  ensureOperator,
  type JobKind,
  type JobQueue,
  kitsOfRounds,
  memoryLiveRounds,
  type MemoryLiveRounds,
  notificationService,
  type NotificationService,
  openPeople,
  type OperatorCommands,
  type People,
  readSigningKey,
  sessionSecret,
  sharedLedger,
  stakeService,
  type StakeService,
  submissionService,
  type SubmissionService,
  uploadFolder,
  uploadService,
  type UploadService,
  validationEras,
  WEBHOOK_JOB,
  webhookService,
  type WebhookService,
} from '@robata/tournament';

export interface ServicesInput {
  readonly place: DataFolder;
  readonly folder: string;
  /** What addresses that are given out begin with, as `https://robata.example.org`; asked each time, for it is known once the server listens. */
  readonly publicUrl: () => string;
  /** As the operator configured it; null where nobody did. With https cookies are secure. */
  readonly configuredUrl: string | null;
  /** Whether webhooks may lead to addresses of this machine and its network. */
  readonly allowPrivateWebhooks: boolean;
  readonly now: () => Date;
  readonly onFault: (error: unknown) => void;
}

/** Everything that people and programs can ask of a tournament, over one data folder. */
export interface TournamentServices {
  readonly place: DataFolder;
  readonly accounts: AccountService;
  readonly people: People;
  readonly commands: OperatorCommands;
  readonly secret: string;
  readonly stakes: StakeService;
  readonly live: MemoryLiveRounds;
  readonly uploads: UploadService;
  readonly submissions: SubmissionService;
  readonly datasets: DatasetService;
  readonly diagnostics: DiagnosticsService;
  readonly webhooks: WebhookService;
  readonly notifications: NotificationService;
  readonly jobs: JobQueue;
  readonly signalsModels: () => Promise<readonly number[]>;
  readonly now: () => Date;
  stop(): Promise<void>;
}

const SUBMISSION_JOB = 'submission';
const DIAGNOSTICS_JOB = 'diagnostics';
const SWEEP_JOB = 'sweep';
const HOUR_MS = 3_600_000;

/** Opens the services of a data folder; the first time makes the operator and its key (`operator.json`, for its owner alone). */
export async function openServices(input: ServicesInput): Promise<TournamentServices> {
  const { place, folder, publicUrl, configuredUrl, allowPrivateWebhooks, now, onFault } = input;
  const { storage, blobs, datasetFolder, backend } = place;
  const { db } = storage;
  const secret = sessionSecret(folder);
  const accounts = accountService({ db, now });
  await ensureOperator(folder, accounts);
  const people = await openPeople({ db, accounts, secret, publicUrl: configuredUrl });
  const stakes = stakeService(sharedLedger(storage));
  const signer = addressSigner(await readSigningKey(db), now);
  const live = memoryLiveRounds();
  const files = uploadFolder(join(folder, 'uploads'));
  const addresses = { db, signer, publicUrl, now };
  const uploads = uploadService({ ...addresses, folder: files });
  const submissions = submissionService({
    ...addresses,
    blobs,
    folder: files,
    uploads,
    rounds: live,
    enqueue: async (trx, id) => void (await jobs.enqueue(trx, SUBMISSION_JOB, { id }, { key: id })),
  });
  const datasets = datasetService({ ...addresses, folder: datasetFolder, rounds: live });
  const diagnostics = diagnosticsService({
    db,
    folder: files,
    uploads,
    eras: async (tournament) => (tournament === 'classic' ? validationEras(join(datasetFolder, 'v1.0')) : null),
    kits: () => kitsOfRounds(storage, blobs),
    now,
    enqueue: async (trx, id) => void (await jobs.enqueue(trx, DIAGNOSTICS_JOB, { id }, { key: id })),
  });
  const notifications = notificationService(db, now);
  const webhooks = webhookService({ db, now, allowPrivate: allowPrivateWebhooks, notifications });

  const kinds: Readonly<Record<string, JobKind>> = {
    [WEBHOOK_JOB]: webhooks.job,
    [SUBMISSION_JOB]: {
      deadlineSeconds: 300,
      attempts: 3,
      handler: async ({ id }) => void (await submissions.processUpload(String(id))),
    },
    [DIAGNOSTICS_JOB]: {
      deadlineSeconds: 900,
      attempts: 3,
      handler: async ({ id }) => void (await diagnostics.runDiagnostics(String(id))),
    },
    [SWEEP_JOB]: {
      deadlineSeconds: 600,
      attempts: 3,
      async handler() {
        await uploads.sweep();
        await datasets.sweep();
        await jobs.enqueue(db, SWEEP_JOB, {}, { key: 'next', startsAt: new Date(now().getTime() + HOUR_MS) });
      },
    },
  };
  const jobs = await bossQueue({ storage, kinds, backend, onFault });
  await jobs.enqueue(db, SWEEP_JOB, {}, { key: 'next', startsAt: new Date(now().getTime() + HOUR_MS) });

  return {
    place,
    accounts,
    people,
    commands: accountCommands({ accounts, people, stakes }),
    secret,
    stakes,
    live,
    uploads,
    submissions,
    datasets,
    diagnostics,
    webhooks,
    notifications,
    jobs,
    signalsModels: async () => {
      const rows = await db.selectFrom('model_slot').select('model').where('tournament', '=', 'signals').execute();
      return rows.map(({ model }) => model);
    },
    now,
    stop: () => jobs.stop(),
  };
}
