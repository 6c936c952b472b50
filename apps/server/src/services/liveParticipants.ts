import {
  type DatasetService,
  type JobQueue,
  type LiveRound,
  type LiveSignals,
  type RoundNews,
  type RoundParticipants,
  type SelectedSubmission,
  type Storage,
  type StoredLiveRounds,
  type SubmissionService,
  type SubmittedPredictions,
  type SymbolBook,
  type TournamentConfig,
  type TournamentName,
  UNUSED_SHARE_MAX,
  type WebhookService,
} from '@robata/tournament';

export interface LiveParticipantsInput {
  readonly reader: Pick<Storage, 'models'>;
  readonly live: StoredLiveRounds;
  readonly submissions: SubmissionService;
  readonly symbols: Pick<SymbolBook, 'latest'>;
  /** The configuration in force for a round. */
  readonly configOf: (round: number) => Promise<TournamentConfig>;
  readonly datasets: DatasetService;
  readonly webhooks: WebhookService;
  readonly news: RoundNews;
  readonly jobs: () => Promise<JobQueue>;
}

/** Calls the webhooks of a round to which nothing was submitted yet. */
export const REMINDER_JOB = 'reminder';
/** A joint round takes files of both: by id, and by ticker. */
const TOURNAMENTS: readonly TournamentName[] = ['classic', 'signals'];

/**
 * The accounts of a server as the participants of its rounds. Everything bears repetition, in another process too: what counted in a round that
 * is closed stays what it was, however often it is asked.
 */
export function liveParticipants(input: LiveParticipantsInput): RoundParticipants {
  const { reader, live, submissions, datasets, webhooks, news } = input;

  const counted = async (
    round: number,
    isWanted: (submission: SelectedSubmission) => boolean,
  ): Promise<SubmittedPredictions[]> => {
    const models = new Map((await reader.models()).map((model) => [model.id, model]));
    const found: SubmittedPredictions[] = [];
    for (const tournament of TOURNAMENTS) {
      for await (const submission of submissions.selectedSubmissions(tournament, round)) {
        const model = models.get(submission.model);
        if (model === undefined || !isWanted(submission)) continue;
        const { values, hash, version } = submission;
        found.push({ model, values, hash, dataVersion: version });
      }
    }
    return found;
  };

  const open = async (tournament: TournamentName, opened: LiveRound): Promise<void> => {
    const { number, opensAt, closesAt } = opened;
    await live.change(tournament, (rounds) => {
      // A round that opens again goes on with the symbols that it had: the same file gets the same answer.
      const signals = rounds.find((round) => round.number === number)?.signals ?? opened.signals;
      const again = { ...opened, ...(signals !== undefined && { signals }) };
      return [again, ...rounds.filter((round) => round.number !== number)];
    });
    await datasets.publishRound(tournament, number);
    await submissions.admitQueued(tournament);
    const jobs = await input.jobs();
    await webhooks.callAll(jobs, { tournament, round: number, cause: 'round_open' });
    const halfTime = new Date((Date.parse(opensAt) + Date.parse(closesAt)) / 2);
    const reminder = { tournament, round: number };
    await jobs.enqueue(null, REMINDER_JOB, reminder, { key: `${tournament}:${number}`, startsAt: halfTime });
  };

  const signalsOf = async (round: number, day: string): Promise<LiveSignals> => {
    const { signals } = await input.configOf(round);
    return {
      day,
      symbolsVersion: (await input.symbols.latest())?.version ?? null,
      minimumRows: signals?.minimumRows ?? 0,
      unusedShareMax: signals?.unusedShareMax ?? UNUSED_SHARE_MAX,
    };
  };

  return {
    async opened({ number, opensAt, closesAt, eraDay }, ids, tickers) {
      const times = { number, state: 'open', opensAt, closesAt } as const;
      const signals =
        tickers === undefined ? null : { ...times, ids: tickers, signals: await signalsOf(number, eraDay) };
      await open('classic', { ...times, ids });
      if (signals !== null) await open('signals', signals);
    },
    async closed(number) {
      for (const tournament of TOURNAMENTS) {
        await submissions.closeSubmissions(tournament, number);
        await live.change(tournament, (rounds) =>
          rounds.map((round) => (round.number === number ? { ...round, state: 'closed' } : round)),
        );
      }
      await news.missed('classic', number);
      const joint = [live.current('signals'), ...live.earlier('signals')];
      if (joint.some((round) => round?.number === number)) await news.missed('signals', number);
      return counted(number, ({ late }) => !late);
    },
    async late(number) {
      for (const tournament of TOURNAMENTS) {
        await submissions.sealSubmissions(tournament, number);
        await live.change(tournament, (rounds) => rounds.filter((round) => round.number !== number));
      }
      return counted(number, ({ late }) => late);
    },
  };
}
