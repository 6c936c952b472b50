import {
  type DatasetService,
  type JobQueue,
  type LiveRound,
  type RoundNews,
  type RoundParticipants,
  type SelectedSubmission,
  type Storage,
  type StoredLiveRounds,
  type SubmissionService,
  type SubmittedPredictions,
  type WebhookService,
} from '@robata/tournament';

export interface LiveParticipantsInput {
  readonly reader: Pick<Storage, 'models'>;
  readonly live: StoredLiveRounds;
  readonly submissions: SubmissionService;
  readonly datasets: DatasetService;
  readonly webhooks: WebhookService;
  readonly news: RoundNews;
  readonly jobs: () => Promise<JobQueue>;
}

/** Calls the webhooks of a round to which nothing was submitted yet. */
export const REMINDER_JOB = 'reminder';
const TOURNAMENT = 'classic';

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
    for await (const submission of submissions.selectedSubmissions(TOURNAMENT, round)) {
      const model = models.get(submission.model);
      if (model === undefined || !isWanted(submission)) continue;
      const { values, hash, version } = submission;
      found.push({ model, values, hash, dataVersion: version });
    }
    return found;
  };

  return {
    async opened({ number, opensAt, closesAt }, ids) {
      const opened: LiveRound = { number, ids, state: 'open', opensAt, closesAt };
      await live.change(TOURNAMENT, (rounds) => [opened, ...rounds.filter((round) => round.number !== number)]);
      await datasets.publishRound(TOURNAMENT, number);
      await submissions.admitQueued(TOURNAMENT);
      const jobs = await input.jobs();
      await webhooks.callAll(jobs, { tournament: TOURNAMENT, round: number, cause: 'round_open' });
      const halfTime = new Date((Date.parse(opensAt) + Date.parse(closesAt)) / 2);
      const reminder = { tournament: TOURNAMENT, round: number };
      await jobs.enqueue(null, REMINDER_JOB, reminder, { key: `${TOURNAMENT}:${number}`, startsAt: halfTime });
    },
    async closed(number) {
      await submissions.closeSubmissions(TOURNAMENT, number);
      await live.change(TOURNAMENT, (rounds) =>
        rounds.map((round) => (round.number === number ? { ...round, state: 'closed' } : round)),
      );
      await news.missed(TOURNAMENT, number);
      return counted(number, ({ late }) => !late);
    },
    async late(number) {
      await submissions.sealSubmissions(TOURNAMENT, number);
      await live.change(TOURNAMENT, (rounds) => rounds.filter((round) => round.number !== number));
      return counted(number, ({ late }) => late);
    },
  };
}
