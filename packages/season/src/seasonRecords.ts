import { putPublication, putReceipts, type RoundPublication } from '@robata/tournament';
import type {
  Blobs,
  EntryRecord,
  FundDayRecord,
  IncidentRecord,
  ModelRecord,
  PayoutRecord,
  RoundRecord,
  ScoreRecord,
  Storage,
  StoredClose,
} from '@robata/tournament';

/** Some days of a season, as they were decided; what is computed in other threads is still to come. */
interface Batch {
  models: readonly ModelRecord[];
  readonly rounds: Map<number, Promise<RoundRecord>>;
  readonly entries: EntryRecord[];
  readonly scores: Promise<readonly ScoreRecord[]>[];
  readonly payouts: PayoutRecord[];
  readonly fundDays: FundDayRecord[];
  readonly fundCloses: StoredClose[];
  readonly incidents: IncidentRecord[];
  readonly publications: {
    readonly round: number;
    readonly models: readonly ModelRecord[];
    readonly files: Promise<RoundPublication>;
  }[];
  readonly documents: Map<string, unknown>;
}

const emptyBatch = (): Batch => ({
  models: [],
  rounds: new Map(),
  entries: [],
  scores: [],
  payouts: [],
  fundDays: [],
  fundCloses: [],
  incidents: [],
  publications: [],
  documents: new Map(),
});

/**
 * What a season has decided and not yet stored. `store` writes it in one transaction, so that a stop leaves whole days behind, and the
 * season may go on meanwhile.
 */
export class SeasonRecords {
  readonly #storage: Storage;
  readonly #blobs: Blobs;
  #batch = emptyBatch();
  #stored: Promise<void> = Promise.resolve();

  constructor(storage: Storage, blobs: Blobs) {
    this.#storage = storage;
    this.#blobs = blobs;
  }

  models(models: readonly ModelRecord[]): void {
    this.#batch.models = models;
  }

  /** The newest state of a round is the one that is stored. */
  round(number: number, record: Promise<RoundRecord>): void {
    this.#batch.rounds.set(number, record);
  }

  entries(rows: readonly EntryRecord[]): void {
    this.#batch.entries.push(...rows);
  }

  scores(rows: Promise<readonly ScoreRecord[]>): void {
    this.#batch.scores.push(rows);
  }

  payouts(rows: readonly PayoutRecord[]): void {
    this.#batch.payouts.push(...rows);
  }

  fundDay(row: FundDayRecord): void {
    this.#batch.fundDays.push(row);
  }

  fundCloses(rows: readonly StoredClose[]): void {
    this.#batch.fundCloses.push(...rows);
  }

  incidents(rows: readonly IncidentRecord[]): void {
    this.#batch.incidents.push(...rows);
  }

  /** What a round that resolves publishes of how these models were scored. */
  publication(round: number, models: readonly ModelRecord[], files: Promise<RoundPublication>): void {
    this.#batch.publications.push({ round, models, files });
  }

  /** What another thread still computes may be on its way. */
  document(key: string, value: unknown): void {
    if (value instanceof Promise) value.catch(() => undefined);
    this.#batch.documents.set(key, value);
  }

  /** Begins to store everything recorded so far, once what was begun before is stored. What goes wrong is told by `settled`. */
  store(): void {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    this.#stored = this.#stored.then(() => this.#write(batch));
    this.#stored.catch(() => undefined);
  }

  /** Resolves when all that `store` has begun is stored. Rejects with what went wrong in it. */
  settled(): Promise<void> {
    return this.#stored;
  }

  /** Files go first: a resolved round that is visible has its kit. */
  async #write(batch: Batch): Promise<void> {
    const rounds = await Promise.all(batch.rounds.values());
    const scores = (await Promise.all(batch.scores)).flat();
    const documents = new Map<string, unknown>();
    for (const [key, value] of batch.documents) documents.set(key, await value);
    for (const { round, files } of batch.publications) await putPublication(this.#blobs, round, await files);
    await this.#storage.transaction(async (writer) => {
      await writer.putModels(batch.models);
      for (const round of rounds) await writer.putRound(round);
      await writer.addEntries(batch.entries);
      await writer.addScores(scores);
      await writer.addPayouts(batch.payouts);
      await writer.addFundDays(batch.fundDays);
      await writer.addFundCloses(batch.fundCloses);
      await writer.addIncidents(batch.incidents);
      for (const [key, value] of documents) await writer.putDocument(key, value);
      for (const { round, models, files } of batch.publications) {
        const { evidenceHash, kits } = await files;
        const names = Object.fromEntries(models.map(({ id, name }) => [id, name]));
        const record = rounds.find(({ number }) => number === round) ?? (await writer.round(round));
        if (record !== null) await putReceipts(writer, record, { evidenceHash, kits, names });
      }
    });
  }
}
