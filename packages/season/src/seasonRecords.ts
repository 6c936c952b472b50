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
} from '@robata/tournament';

/** Some days of a season, as they were decided; what is computed in other threads is still to come. */
interface Batch {
  models: readonly ModelRecord[];
  readonly rounds: Map<number, Promise<RoundRecord>>;
  readonly entries: EntryRecord[];
  readonly scores: Promise<readonly ScoreRecord[]>[];
  readonly payouts: PayoutRecord[];
  readonly fundDays: FundDayRecord[];
  readonly incidents: IncidentRecord[];
  readonly kits: { readonly round: number; readonly bytes: Promise<Uint8Array> }[];
  readonly documents: Map<string, unknown>;
}

const emptyBatch = (): Batch => ({
  models: [],
  rounds: new Map(),
  entries: [],
  scores: [],
  payouts: [],
  fundDays: [],
  incidents: [],
  kits: [],
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

  incidents(rows: readonly IncidentRecord[]): void {
    this.#batch.incidents.push(...rows);
  }

  kit(round: number, bytes: Promise<Uint8Array>): void {
    this.#batch.kits.push({ round, bytes });
  }

  document(key: string, value: unknown): void {
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

  /** Kits go first: a resolved round that is visible has its kit. */
  async #write(batch: Batch): Promise<void> {
    const rounds = await Promise.all(batch.rounds.values());
    const scores = (await Promise.all(batch.scores)).flat();
    for (const { round, bytes } of batch.kits) await this.#blobs.put(`rounds/${round}/kit.json.gz`, await bytes);
    await this.#storage.transaction(async (writer) => {
      await writer.putModels(batch.models);
      for (const round of rounds) await writer.putRound(round);
      await writer.addEntries(batch.entries);
      await writer.addScores(scores);
      await writer.addPayouts(batch.payouts);
      await writer.addFundDays(batch.fundDays);
      await writer.addIncidents(batch.incidents);
      for (const [key, value] of batch.documents) await writer.putDocument(key, value);
    });
  }
}
