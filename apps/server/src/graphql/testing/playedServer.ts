import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AccountService,
  accountService,
  addressSigner,
  datasetService,
  diagnosticsService,
  memoryBlobs,
  memoryLiveRounds,
  type ModelSlot,
  notificationService,
  openPeople,
  openPglite,
  recordedAt,
  sharedLedger,
  type StakeService,
  stakeService,
  type Storage,
  type SubmissionService,
  submissionService,
  uploadFolder,
  uploadService,
  webhookService,
} from '@robata/tournament';
import { syntheticSeason } from '../../../tests/syntheticSeason.ts';
import { registerDatasets } from '../../datasets/registerDatasets.ts';
import { registerUploads } from '../../uploads/registerUploads.ts';
import { authenticator } from '../../accounts/authenticator.ts';
import { joinSignals, withSignals } from './jointRounds.ts';
import { type Served, served } from './served.ts';

/** Rounds of a played season that get a Signals part where it is joint. */
const JOINT_ROUNDS = 5;

export interface PlayedServer extends Served {
  readonly accounts: AccountService;
  readonly stakes: StakeService;
  readonly submissions: SubmissionService;
  /** `PUBLIC$SECRET` of ada, who has two classic models and one of Signals, and 100 tokens. */
  readonly token: string;
  readonly models: { readonly first: ModelSlot; readonly second: ModelSlot; readonly signals: ModelSlot };
  /** The ids of the round that takes submissions; it is open for ever. */
  readonly liveIds: readonly string[];
  /** The tickers that its Signals part takes, where it has one. */
  readonly tickers: readonly string[];
  /** Listens on a port of its own and gives its address. */
  listen(): Promise<string>;
  /** A key and a model of somebody else. */
  readonly stranger: { readonly token: string; readonly model: ModelSlot };
  close(): Promise<void>;
}

/**
 * A played season on a database in memory, with two accounts that came to it, behind the endpoint with real keys. `isJoint`: the last rounds have a
 * Signals part, in which ada's model took part, and the live one takes files by ticker.
 */
export async function playedServer({ rounds = 12, isJoint = false } = {}): Promise<PlayedServer> {
  const storage = await openPglite(null);
  await copySeason((await syntheticSeason({ rounds })).storage, storage);
  const { db } = storage;
  const now = (): Date => new Date();
  const accounts = accountService({ db, now });
  const stakes = stakeService(sharedLedger(storage), { recordedAt: recordedAt(storage.db) });
  const people = await openPeople({ db, accounts, secret: 'for-tests-alone-0123456789-0123456789', publicUrl: null });

  const folder = await mkdtemp(join(tmpdir(), 'robata-played-'));
  let publicUrl = 'http://localhost';
  const blobs = memoryBlobs();
  const signer = addressSigner(new Uint8Array(32).fill(7), now);
  const live = memoryLiveRounds();
  const liveIds = Array.from({ length: 100 }, (_, i) => `n${String(i).padStart(4, '0')}`);
  const { opensAt, closesAt } = (await storage.round(rounds)) ?? { opensAt: '', closesAt: '' };
  live.set('classic', [{ number: rounds, ids: liveIds, state: 'open', opensAt, closesAt }]);
  const files = uploadFolder(join(folder, 'uploads'));
  const addresses = { db, signer, publicUrl: () => publicUrl, now };
  const uploads = uploadService({ ...addresses, folder: files });
  const submissions = submissionService({ ...addresses, blobs, folder: files, uploads, rounds: live });
  await mkdir(join(folder, 'datasets', 'v1.0'), { recursive: true });
  await writeFile(join(folder, 'datasets', 'v1.0', 'features.json'), '{"feature_sets":{}}');
  const datasets = datasetService({ ...addresses, folder: join(folder, 'datasets'), rounds: live });
  const diagnostics = diagnosticsService({
    db,
    folder: files,
    uploads,
    validation: async () => ({ features: [], rows: 0, eras: async function* () {} }),
    directions: async () => async () => null,
    now,
  });

  const signUp = async (username: string) => {
    const account = await accounts.create({ username, email: `${username}@example.org` });
    const { publicId, secretKey } = await accounts.createKey({ account: account.id, name: 'test' });
    const model = (name: string, tournament: 'classic' | 'signals') =>
      accounts.createModel({ account: account.id, name: `${username}_${name}`, tournament });
    return { account, token: `${publicId}$${secretKey}`, model };
  };
  const ada = await signUp('ada');
  const models = {
    first: await ada.model('first', 'classic'),
    second: await ada.model('second', 'classic'),
    signals: await ada.model('signals', 'signals'),
  };
  const tickers = liveIds.map((_, i) => `T${String(i).padStart(3, '0')}`);
  if (isJoint) {
    for (const record of (await storage.rounds()).filter(({ state }) => state === 'resolved').slice(-JOINT_ROUNDS)) {
      await joinSignals(storage, record, models.signals.model);
    }
    const signals = { day: '2024-01-05', symbolsVersion: null, minimumRows: 50, unusedShareMax: 0.2 };
    live.set('signals', [{ number: rounds, ids: tickers, state: 'open', opensAt, closesAt, signals }]);
    const newest = await storage.round(rounds);
    if (newest !== null) await storage.transaction((writer) => writer.putRound(withSignals(newest)));
  }
  await stakes.deposit({ account: ada.account.id, amount: '100' });
  const eve = await signUp('eve');
  const stranger = { token: eve.token, model: await eve.model('first', 'classic') };

  const server = await served({
    reader: storage,
    accounts,
    stakes,
    submissions: { ...submissions, uploadAuth: uploads.uploadAuth },
    datasets,
    diagnostics,
    webhooks: webhookService({ db, now, allowPrivate: true, notifications: notificationService(db, now) }),
    signalsModels: async () => {
      const slots = await db.selectFrom('model_slot').select('model').where('tournament', '=', 'signals').execute();
      return slots.map(({ model }) => model);
    },
    authenticate: authenticator({ accounts, people, publicUrl: null, now }),
    now,
  });
  registerUploads(server.app, { uploads, submissions });
  registerDatasets(server.app, { datasets });
  return {
    ...server,
    liveIds,
    tickers,
    async listen() {
      publicUrl = await server.app.listen({ port: 0, host: '127.0.0.1' });
      return publicUrl;
    },
    accounts,
    stakes,
    submissions,
    token: ada.token,
    models,
    stranger,
    async close() {
      await server.app.close();
      await storage.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** All but the ledger, whose entries the synthetic season does not write out. */
async function copySeason(from: Storage, to: Storage): Promise<void> {
  const [models, rounds, entries, scores, payouts, days, incidents] = await Promise.all([
    from.models(),
    from.rounds(),
    from.entries({}),
    from.scores({}),
    from.payouts({}),
    from.fundDays(),
    from.incidents(1_000),
  ]);
  await to.transaction(async (writer) => {
    await writer.putModels(models);
    for (const round of rounds) await writer.putRound(round);
    await writer.addEntries(entries);
    await writer.addScores(scores);
    await writer.addPayouts(payouts);
    await writer.addFundDays(days);
    await writer.addIncidents(incidents.toReversed());
    for (const key of ['about', 'progress', 'fund']) await writer.putDocument(key, await from.document(key));
  });
}
