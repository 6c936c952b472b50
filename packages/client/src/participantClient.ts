import type { TournamentName } from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';
import { download, type DownloadOptions } from './download.ts';
import type { CurrentRound, OwnDiagnostics, OwnSubmission } from './own.ts';
import { pause } from './pause.ts';
import { sendFile } from './sendFile.ts';

export interface UploadOptions extends CallOptions {
  /** Bytes handed to the connection so far; begins anew where the upload is tried again. */
  readonly onProgress?: (sentBytes: number) => void;
}

export interface FileOfModel extends UploadOptions {
  /** UUID. */
  readonly modelId: string;
  /** CSV or Parquet. */
  readonly file: Blob;
  /** Its own name, as people see it: `predictions.csv`. */
  readonly filename: string;
}

export interface SubmitInput extends FileOfModel {
  readonly note?: string;
  /** As a webhook brought it. */
  readonly triggerId?: string;
  /** Major version of the data it was made from: 5 for `v5.0/…`. Published in sums only: how much of the stake uses which data. */
  readonly dataVersion?: number;
  /** Keep it for the next round that opens, which has to have the same stocks. */
  readonly queue?: 'next';
}

export interface WaitOptions extends CallOptions {
  /** Between two looks; default 5, at least 0.05. */
  readonly everySeconds?: number;
}

/** What takes part in rounds: data, predictions, diagnostics. */
export interface ParticipantClient {
  /** Names of the files that can be downloaded, as `v1.0/live.parquet`. */
  datasets(options?: CallOptions & { readonly tournament?: TournamentName }): Promise<readonly string[]>;
  /** Where a file can be downloaded for an hour. */
  datasetAddress(filename: string, options?: CallOptions & { readonly tournament?: TournamentName }): Promise<string>;
  /** The bytes of a file, as they come. A connection that breaks is taken up again; `fromByte` and `etag` go on with an earlier download. */
  download(
    filename: string,
    options?: DownloadOptions & { readonly tournament?: TournamentName },
  ): AsyncGenerator<Uint8Array>;
  /** The latest round that has opened; null before the first. */
  currentRound(options?: CallOptions & { readonly tournament?: TournamentName }): Promise<CurrentRound | null>;
  /** The round that takes submissions, as soon as one above `after` (default: any) does. Without a signal it waits for ever. */
  waitForRound(
    options?: WaitOptions & { readonly tournament?: TournamentName; readonly after?: number },
  ): Promise<CurrentRound>;
  /** Uploads a file of predictions and makes a submission of it. A refused file is a ServerAnswerError with row, column and remedy. */
  submit(input: SubmitInput): Promise<OwnSubmission>;
  /** A large file is read by a job: its submission as soon as it is accepted or rejected, which its `state` and `reason` say. */
  waitForSubmission(id: string, options?: WaitOptions): Promise<OwnSubmission>;
  /** Uploads predictions of validation eras and begins a diagnostics run over them. */
  diagnose(input: FileOfModel): Promise<OwnDiagnostics>;
  /** A diagnostics run as soon as it is done or has failed, which its `status` and `message` say. */
  waitForDiagnostics(id: string, options?: WaitOptions): Promise<OwnDiagnostics>;
}

const NUMBERS: Readonly<Record<TournamentName, number>> = { classic: 8, signals: 11 };
const EVERY_SECONDS = 5;
const EVERY_SECONDS_MIN = 0.05;

export function participantClient(connection: Connection): ParticipantClient {
  const { ask, graphql, again, fetch, reachable } = connection;

  async function upload(kind: 'submission' | 'diagnostics', input: FileOfModel): Promise<string> {
    const { modelId, file, filename, signal, onProgress } = input;
    const options = signal === undefined ? {} : { signal };
    return again(async () => {
      const address = await ask<{ filename: string; url: string }>('/api/account/uploads', {
        ...options,
        method: 'POST',
        body: { modelId, filename, kind },
      });
      await sendFile(reachable(address.url), file, { fetch, signal, onProgress });
      return address.filename;
    }, signal);
  }

  async function until<T>(look: () => Promise<T>, isDone: (found: T) => boolean, options: WaitOptions): Promise<T> {
    const { everySeconds = EVERY_SECONDS, signal } = options;
    for (;;) {
      const found = await look();
      if (isDone(found)) return found;
      await pause(Math.max(everySeconds, EVERY_SECONDS_MIN) * 1000, signal);
    }
  }

  const currentRound: ParticipantClient['currentRound'] = async ({ tournament = 'classic', ...options } = {}) => {
    const { rounds } = await graphql<{ rounds: readonly (CurrentRound | null)[] }>(
      'query ($tournament: Int!) { rounds(tournament: $tournament, number: 0) { number status openTime closeTime } }',
      { tournament: NUMBERS[tournament] },
      options,
    );
    return rounds[0] ?? null;
  };
  const datasetAddress: ParticipantClient['datasetAddress'] = async (
    filename,
    { tournament = 'classic', ...options } = {},
  ) => {
    const { dataset } = await graphql<{ dataset: string }>(
      'query ($filename: String!, $tournament: Int!) { dataset(filename: $filename, tournament: $tournament) }',
      { filename, tournament: NUMBERS[tournament] },
      options,
    );
    return reachable(dataset);
  };
  const submission = (id: string, options: CallOptions) =>
    ask<OwnSubmission>(`/api/account/submissions/${encodeURIComponent(id)}`, options);
  const diagnostics = (id: string, options: CallOptions) =>
    ask<OwnDiagnostics>(`/api/account/diagnostics/${encodeURIComponent(id)}`, options);
  const signalOf = ({ signal }: CallOptions): CallOptions => (signal === undefined ? {} : { signal });

  return {
    async datasets({ tournament = 'classic', ...options } = {}) {
      const { listDatasets } = await graphql<{ listDatasets: readonly string[] }>(
        'query ($tournament: Int!) { listDatasets(tournament: $tournament) }',
        { tournament: NUMBERS[tournament] },
        options,
      );
      return listDatasets;
    },
    datasetAddress,
    download: (filename, { tournament = 'classic', ...options } = {}) =>
      download(() => datasetAddress(filename, { tournament, ...signalOf(options) }), fetch, options),
    currentRound,
    async waitForRound({ tournament = 'classic', after = 0, ...options } = {}) {
      const look = () => currentRound({ tournament, ...signalOf(options) });
      const isOpen = (round: CurrentRound | null) => round !== null && round.status === 'OPEN' && round.number > after;
      return (await until(look, isOpen, options)) as CurrentRound;
    },
    async submit(input) {
      const filename = await upload('submission', input);
      const { modelId, note, triggerId, queue, dataVersion } = input;
      // Asked again of the same upload, the server gives the same submission.
      const body = { modelId, filename, source: 'robata-client', note, triggerId, queue, dataVersion };
      const options = signalOf(input);
      return again(
        () => ask<OwnSubmission>('/api/account/submissions', { ...options, method: 'POST', body }),
        input.signal,
      );
    },
    waitForSubmission: (id, options = {}) =>
      until(
        () => submission(id, signalOf(options)),
        ({ state }) => state === 'accepted' || state === 'rejected',
        options,
      ),
    async diagnose(input) {
      const body = { modelId: input.modelId, filename: await upload('diagnostics', input) };
      return ask('/api/account/diagnostics', { ...signalOf(input), method: 'POST', body });
    },
    waitForDiagnostics: (id, options = {}) =>
      until(
        () => diagnostics(id, signalOf(options)),
        ({ status }) => status === 'done' || status === 'failed',
        options,
      ),
  };
}
