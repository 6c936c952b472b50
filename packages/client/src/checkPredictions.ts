import type { LiveRound, SignalsReport, SymbolRow, TournamentName } from '@robata/tournament';

export interface PredictionCheck {
  readonly tournament: TournamentName;
  /** Those that take submissions, as `account.liveRounds` gives them; null to look at the form of the file alone. */
  readonly rounds: readonly LiveRound[] | null;
  /** Of Signals: the rows of the newest round's version, as `account.symbols` gives them. */
  readonly symbols?: readonly SymbolRow[];
}

export type CheckedPredictions =
  | {
      readonly state: 'fine';
      readonly rows: number;
      /** The round that the file is for; null where it was checked against none. */
      readonly round: number | null;
      /** The round is closed: what comes is scored, and not paid. */
      readonly isLate: boolean;
      /** Stocks with a value, and rows of other eras that do not count; null as `round`. */
      readonly stocks: number | null;
      readonly leftOut: number | null;
      /** Of Signals: the answer to each row that does not count. */
      readonly report: SignalsReport | null;
    }
  | {
      readonly state: 'refused';
      readonly code: string;
      readonly message: string;
      readonly remedy: string | null;
      /** Of Signals files whose rows were looked at. */
      readonly report: SignalsReport | null;
    };

/** The rows of a Signals file that do not count, as CSV. */
export const rowsCsv = async (report: SignalsReport): Promise<string> =>
  (await import('@robata/tournament/predictions')).reportCsv(report);

/**
 * Reads a file of predictions and checks it as the server will, with the server's own code and sentences: format, columns, ids, values. In Node
 * and in browsers; the reader is loaded when it is first needed.
 */
export async function checkPredictions(
  file: Blob,
  { tournament, rounds, symbols = [] }: PredictionCheck,
): Promise<CheckedPredictions> {
  const {
    BROWSER_DECOMPRESSORS,
    CLASSIC_FORMAT,
    DomainError,
    examineFile,
    readHere,
    SIGNALS_FORMAT,
    SignalsRefusal,
    UPLOAD_LIMIT_BYTES,
  } = await import('@robata/tournament/predictions');
  const limit = UPLOAD_LIMIT_BYTES[tournament];
  if (file.size > limit) {
    const message = `The file has ${(file.size / 2 ** 20).toFixed(0)} MiB; ${limit / 2 ** 20} are taken.`;
    const remedy = 'Upload the rows of the live file only.';
    return { state: 'refused', code: 'upload_too_large', message, remedy, report: null };
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const format = tournament === 'signals' ? SIGNALS_FORMAT : CLASSIC_FORMAT;
    const read = await readHere(bytes, format, BROWSER_DECOMPRESSORS);
    const rows = read.ids.length;
    if (rounds === null) {
      return { state: 'fine', rows, round: null, isLate: false, stocks: null, leftOut: null, report: null };
    }
    const { round, stocks, leftOut, report = null } = examineFile(read, { tournament, rounds, symbols });
    return { state: 'fine', rows, round: round.number, isLate: round.state === 'closed', stocks, leftOut, report };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy } = error;
    const report = error instanceof SignalsRefusal ? error.report : null;
    return { state: 'refused', code, message, remedy, report };
  }
}
