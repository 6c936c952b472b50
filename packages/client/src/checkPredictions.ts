import type { LiveRound, TournamentName } from '@robata/tournament';

export interface PredictionCheck {
  readonly tournament: TournamentName;
  /** Those that take submissions, as `account.liveRounds` gives them; null to look at the form of the file alone. */
  readonly rounds: readonly LiveRound[] | null;
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
    }
  | { readonly state: 'refused'; readonly code: string; readonly message: string; readonly remedy: string | null };

/**
 * Reads a file of predictions and checks it as the server will, with the server's own code and sentences: format, columns, ids, values. In Node
 * and in browsers; the reader is loaded when it is first needed.
 */
export async function checkPredictions(
  file: Blob,
  { tournament, rounds }: PredictionCheck,
): Promise<CheckedPredictions> {
  const {
    BROWSER_DECOMPRESSORS,
    CLASSIC_FORMAT,
    DomainError,
    examineFile,
    readHere,
    SIGNALS_FORMAT,
    UPLOAD_LIMIT_BYTES,
  } = await import('@robata/tournament/predictions');
  const limit = UPLOAD_LIMIT_BYTES[tournament];
  if (file.size > limit) {
    const message = `The file has ${(file.size / 2 ** 20).toFixed(0)} MiB; ${limit / 2 ** 20} are taken.`;
    return { state: 'refused', code: 'upload_too_large', message, remedy: 'Upload the rows of the live file only.' };
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const format = tournament === 'signals' ? SIGNALS_FORMAT : CLASSIC_FORMAT;
    const read = await readHere(bytes, format, BROWSER_DECOMPRESSORS);
    const rows = read.ids.length;
    if (rounds === null) return { state: 'fine', rows, round: null, isLate: false, stocks: null, leftOut: null };
    const { round, stocks, leftOut } = examineFile(read, { tournament, rounds });
    return { state: 'fine', rows, round: round.number, isLate: round.state === 'closed', stocks, leftOut };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy } = error;
    return { state: 'refused', code, message, remedy };
  }
}
