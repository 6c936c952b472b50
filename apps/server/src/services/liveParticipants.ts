import type { ModelRecord, SelectedSubmission } from '@robata/tournament';
import type { LiveRound } from '@robata/tournament';
import type { TournamentServices } from './openServices.ts';
import { REMINDER_JOB } from './openWork.ts';

/** A round as the season that plays it tells of it; the same shape as the season room's. */
interface OpenedRound {
  readonly number: number;
  readonly ids: readonly string[];
  readonly opensAt: string;
  readonly closesAt: string;
}

interface ParticipantSubmission {
  readonly model: ModelRecord;
  readonly values: Float64Array;
  readonly hash: string;
}

/** What the season asks of the server about those who take part from outside (`Outsiders` of the season room). */
export interface LiveParticipants {
  times(round: number): Promise<{ readonly opensAt: string; readonly closesAt: string; readonly takes: boolean }>;
  opened(round: OpenedRound): Promise<void>;
  closed(round: number): Promise<readonly ParticipantSubmission[]>;
  late(round: number): Promise<readonly ParticipantSubmission[]>;
}

const TOURNAMENT = 'classic';
const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/**
 * The accounts of a server as participants of the season it plays: rounds take their submissions for so many seconds. What counted in a round
 * that is closed stays what it was, however often it is asked.
 */
export function liveParticipants(services: TournamentServices, openSeconds: number): LiveParticipants {
  const { place, live, submissions, datasets, webhooks, jobs, news, now } = services;
  const { storage } = place;

  const setLive = (change: (rounds: readonly LiveRound[]) => readonly LiveRound[]): Promise<void> => {
    const current = live.current(TOURNAMENT);
    return live.set(TOURNAMENT, change([...(current === null ? [] : [current]), ...live.earlier(TOURNAMENT)]));
  };
  const counted = async (
    round: number,
    isWanted: (submission: SelectedSubmission) => boolean,
  ): Promise<ParticipantSubmission[]> => {
    const models = new Map((await storage.models()).map((model) => [model.id, model]));
    const found: ParticipantSubmission[] = [];
    for await (const submission of submissions.selectedSubmissions(TOURNAMENT, round)) {
      const model = models.get(submission.model);
      if (model === undefined || !isWanted(submission)) continue;
      found.push({ model, values: submission.values, hash: submission.hash });
    }
    return found;
  };

  return {
    async times(number) {
      const known = await storage.round(number);
      // Closed already, also where the server stopped before the round's own record said so: what comes now would be late.
      if (known !== null && (known.state !== 'open' || (await submissions.isClosed(TOURNAMENT, number)))) {
        return { opensAt: known.opensAt, closesAt: known.closesAt, takes: false };
      }
      const begin = now().getTime();
      return { opensAt: isoSecond(begin), closesAt: isoSecond(begin + openSeconds * 1000), takes: true };
    },
    async opened({ number, ids, opensAt, closesAt }) {
      await setLive((rounds) => [
        { number, ids, state: 'open', opensAt, closesAt },
        ...rounds.filter((round) => round.number !== number),
      ]);
      await datasets.publishRound(TOURNAMENT, number);
      await submissions.admitQueued(TOURNAMENT);
      await webhooks.callAll(jobs, { tournament: TOURNAMENT, round: number, cause: 'round_open' });
      const halfTime = new Date((Date.parse(opensAt) + Date.parse(closesAt)) / 2);
      const reminder = { tournament: TOURNAMENT, round: number };
      await jobs.enqueue(place.storage.db, REMINDER_JOB, reminder, {
        key: `${TOURNAMENT}:${number}`,
        startsAt: halfTime,
      });
    },
    async closed(number) {
      await submissions.closeSubmissions(TOURNAMENT, number);
      await setLive((rounds) =>
        rounds.map((round) => (round.number === number ? { ...round, state: 'closed' } : round)),
      );
      await news.missed(TOURNAMENT, number);
      return counted(number, ({ late }) => !late);
    },
    async late(number) {
      await submissions.sealSubmissions(TOURNAMENT, number);
      await setLive((rounds) => rounds.filter((round) => round.number !== number));
      return counted(number, ({ late }) => late);
    },
  };
}
