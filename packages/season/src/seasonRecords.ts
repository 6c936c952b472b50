import { gzipSync } from 'node:zlib';
import type { ContributionKit } from '@robata/portfolio';
import { kitToJson } from '@robata/portfolio';
import type {
  Blobs,
  EntryRecord,
  FundDayRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  PayoutRecord,
  RoundRecord,
  ScoreRecord,
  Storage,
} from '@robata/tournament';

const KIT_COMPRESSION = 1;

/** What a season has decided and not yet stored. `flush` writes it in one transaction, so that a stop leaves whole days behind. */
export class SeasonRecords {
  readonly #storage: Storage;
  readonly #blobs: Blobs;
  #models: readonly ModelRecord[] = [];
  #rounds = new Map<number, RoundRecord>();
  #entries: EntryRecord[] = [];
  #scores: Promise<readonly ScoreRecord[]>[] = [];
  #payouts: PayoutRecord[] = [];
  #ledger: LedgerRecord[] = [];
  #fundDays: FundDayRecord[] = [];
  #incidents: IncidentRecord[] = [];
  #kits: { readonly round: number; readonly kit: () => ContributionKit }[] = [];
  #documents = new Map<string, unknown>();

  constructor(storage: Storage, blobs: Blobs) {
    this.#storage = storage;
    this.#blobs = blobs;
  }

  models(models: readonly ModelRecord[]): void {
    this.#models = models;
  }

  /** The newest state of a round is the one that is stored. */
  round(round: RoundRecord): void {
    this.#rounds.set(round.number, round);
  }

  entries(rows: readonly EntryRecord[]): void {
    this.#entries.push(...rows);
  }

  scores(rows: Promise<readonly ScoreRecord[]>): void {
    this.#scores.push(rows);
  }

  payouts(rows: readonly PayoutRecord[]): void {
    this.#payouts.push(...rows);
  }

  ledger(rows: readonly LedgerRecord[]): void {
    this.#ledger.push(...rows);
  }

  fundDay(row: FundDayRecord): void {
    this.#fundDays.push(row);
  }

  incidents(rows: readonly IncidentRecord[]): void {
    this.#incidents.push(...rows);
  }

  kit(round: number, kit: () => ContributionKit): void {
    this.#kits.push({ round, kit });
  }

  document(key: string, value: unknown): void {
    this.#documents.set(key, value);
  }

  /** Stores everything recorded so far. Kits go first: a resolved round that is visible has its kit. */
  async flush(): Promise<void> {
    const scores = (await Promise.all(this.#scores)).flat();
    for (const { round, kit } of this.#kits) {
      const bytes = gzipSync(JSON.stringify(kitToJson(kit())), { level: KIT_COMPRESSION });
      await this.#blobs.put(`rounds/${round}/kit.json.gz`, bytes);
    }
    await this.#storage.transaction(async (writer) => {
      await writer.putModels(this.#models);
      for (const round of this.#rounds.values()) await writer.putRound(round);
      await writer.addEntries(this.#entries);
      await writer.addScores(scores);
      await writer.appendLedger(this.#ledger);
      await writer.addPayouts(this.#payouts);
      await writer.addFundDays(this.#fundDays);
      await writer.addIncidents(this.#incidents);
      for (const [key, value] of this.#documents) await writer.putDocument(key, value);
    });
    this.#models = [];
    this.#rounds = new Map();
    this.#entries = [];
    this.#scores = [];
    this.#payouts = [];
    this.#ledger = [];
    this.#fundDays = [];
    this.#incidents = [];
    this.#kits = [];
    this.#documents = new Map();
  }
}
