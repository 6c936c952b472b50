import { setTimeout as sleep } from 'node:timers/promises';
import {
  atRiskOf,
  type Blobs,
  closeConfirmed,
  configurationReader,
  DomainError,
  type JobKind,
  type JobQueue,
  openedNow,
  paperDesk,
  putPublication,
  robata1,
  type RoundEngine,
  type RoundDesk,
  roundEngine,
  roundPapers,
  type RoundParticipants,
  type RoundStepKind,
  scoringService,
  sharedLedger,
  SIGNALS_META_MODEL_KIND,
  type Storage,
  type StoredLiveRounds,
} from '@robata/tournament';

export interface RoundWorkInput {
  readonly storage: Storage;
  readonly blobs: Blobs;
  readonly participants: RoundParticipants;
  readonly live: StoredLiveRounds;
  /** Whether nothing more is in time for a round. */
  readonly isClosed: (round: number) => Promise<boolean>;
  readonly jobs: () => Promise<JobQueue>;
  /** Of the scores; 1 is this thread, which then answers nobody meanwhile. */
  readonly threads: number;
  readonly approval: 'automatic' | 'operator';
  /** Default: from the papers of the market's side. */
  readonly desk?: RoundDesk;
  readonly now: () => Date;
}

/** The rounds of a running tournament: the engine's jobs, and the way for the market's side to have them done. */
export interface RoundWork {
  readonly engine: RoundEngine;
  readonly participants: RoundParticipants;
  readonly kinds: Readonly<Record<string, JobKind>>;
  /**
   * For the market's side, as the season room's `RoundPort`: each resolves when the step is done and stored, by whichever process; only a
   * resolution that an operator approves, or that a vault pays, is not waited for.
   */
  readonly port: {
    isDone(round: number, kind: RoundStepKind, day: number): Promise<boolean>;
    open(round: number): Promise<void>;
    /** False: it was cancelled before it was closed. */
    close(round: number): Promise<boolean>;
    score(round: number, day: number): Promise<void>;
    /** The score of a day is due and its data have not come: it is put off, with an incident. */
    putOff(round: number, day: number): Promise<void>;
    rescore: RoundEngine['rescore'];
    resolve(round: number): Promise<void>;
  };
  /**
   * Before a stake changes: the round whose close has passed has its stakes fixed. Waits for that a moment, as the market's side may be at it;
   * throws DomainError `round_closing` where it takes longer, for then the change would count in a round that has closed.
   */
  fixStakes(): Promise<void>;
  /** Whoever waits at the port is told that this server stops: what is to be done is written down, and done by the next one. */
  giveUp(): void;
  stop(): Promise<void>;
}

/** A demonstration's operator brings more whenever a payout of points would find too little: a market without end pays for ever. */
const REFILL = '10000000';
const LOOK_MS = 50;
const CLOSING_LOOK_MS = 100;
const CLOSING_LOOKS = 100;

export function roundWork(input: RoundWorkInput): RoundWork {
  const { storage, blobs, participants, live, now } = input;
  const scoring = scoringService(input.threads, robata1.contribution);
  const papers = roundPapers(blobs);
  const ledger = sharedLedger(storage);
  const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const papersDesk = (): RoundDesk =>
    paperDesk({
      papers,
      participants,
      scoring,
      metaModel: async () => {
        const found = (await storage.models()).find(({ kind }) => kind === 'meta');
        if (found === undefined) throw new Error('the tournament has no row for its meta model');
        return found;
      },
      signalsMetaModel: async () =>
        (await storage.models()).find(({ kind }) => kind === SIGNALS_META_MODEL_KIND) ?? null,
      publish: (round, files) => putPublication(blobs, round, files),
      configOf: (round) => configurationReader(storage).of(round),
      closeConfirmed: (round) => closeConfirmed(storage, round),
      now,
      refill: REFILL,
    });
  const desk = input.desk ?? papersDesk();
  const engine = roundEngine({
    storage,
    ledger,
    desk,
    now,
    approval: input.approval,
    enqueue: async (kind, payload, key) => (await input.jobs()).enqueue(null, kind, payload, { key }),
  });
  const stopping = new AbortController();
  const isOnChain = async (): Promise<boolean> => (await storage.document('chain/vault')) !== null;

  /** Also where another life of this server did it before steps had rows. */
  const isDone = async (round: number, kind: RoundStepKind, day: number): Promise<boolean> => {
    const record = await storage.round(round);
    if (record === null) return false;
    if (record.state === 'resolved' || record.state === 'cancelled') return true;
    switch (kind) {
      case 'open':
        return true;
      case 'close':
        return record.commitment !== null;
      case 'score':
        return record.scoredDays >= day;
      case 'resolve':
        return false;
    }
  };
  const resolution = () => ({ kind: 'resolve', day: 0, dueAt: isoSecond(now().getTime()) }) as const;
  const done = async (round: number, kind: RoundStepKind, day = 0): Promise<void> => {
    if (!(await isDone(round, kind, day))) {
      await engine.schedule(round, [{ kind, day, dueAt: isoSecond(now().getTime()) }]);
      do {
        await engine.tick();
        await sleep(LOOK_MS, undefined, { signal: stopping.signal });
      } while (!(await isDone(round, kind, day)));
    }
    await live.refresh();
  };

  /** A round that was open when the server stopped takes submissions for the whole time again. */
  const reopen = async (round: number): Promise<void> => {
    const [record, paper] = [await storage.round(round), await papers.get(round, 'opening')];
    if (record?.state !== 'open' || paper === null || (await input.isClosed(round))) return;
    const { opensAt, closesAt } = openedNow(paper, now());
    const reopened = { ...record, opensAt, closesAt };
    await participants.opened(reopened, paper.ids);
    await storage.transaction(async (writer) => {
      if ((await writer.round(round))?.state === 'open') await writer.putRound(reopened);
    });
  };

  /** The round that takes submissions and should not any more. */
  const closing = async (): Promise<number | null> => {
    const latest = live.current('classic');
    const record = latest === null ? null : await storage.round(latest.number);
    if (record?.state !== 'open' || Date.parse(record.closesAt) > now().getTime()) return null;
    return record.number;
  };
  const fixStakes = async (): Promise<void> => {
    await engine.takeDueSnapshots();
    for (let looks = 0; (await closing()) !== null; looks += 1) {
      if (looks === CLOSING_LOOKS) {
        throw new DomainError(
          'round_closing',
          `Round ${await closing()} has closed and its stakes are not fixed yet.`,
          {
            remedy: 'Nothing was changed: ask again in a minute.',
          },
        );
      }
      // What nobody can write now is refused now, and not waited for.
      await storage.transaction(async () => undefined);
      await sleep(CLOSING_LOOK_MS);
      await engine.takeDueSnapshots();
    }
  };

  return {
    engine,
    participants,
    fixStakes,
    kinds: engine.kinds,
    port: {
      isDone,
      async open(round) {
        if (await isDone(round, 'open', 0)) await reopen(round);
        await done(round, 'open');
      },
      async close(round) {
        await done(round, 'close');
        const record = await storage.round(round);
        if (record === null || record.commitment === null) {
          // Cancelled while it took submissions: nobody sends anything for it any more.
          await participants.late(round);
          return false;
        }
        // Closed by a version that kept nothing of what was decided: it is computed again from what was stored.
        if ((await papers.get(round, 'decision')) !== null) return true;
        await desk.close(record, atRiskOf(await ledger.journal(), record));
        return true;
      },
      score: (round, day) => done(round, 'score', day),
      async putOff(round, day) {
        if (await isDone(round, 'score', day)) return;
        await engine.schedule(round, [{ kind: 'score', day, dueAt: isoSecond(now().getTime()) }]);
        await engine.run({ round, kind: 'score', day });
      },
      async rescore(round, cause) {
        const outcome = await engine.rescore(round, cause);
        await live.refresh();
        return outcome;
      },
      // An operator may take days over a plan, or over a vault's treasury: meanwhile other rounds open, close and are scored.
      resolve: async (round) =>
        input.approval === 'operator' || (await isOnChain())
          ? engine.schedule(round, [resolution()])
          : done(round, 'resolve'),
    },
    giveUp: () => stopping.abort(),
    async stop() {
      stopping.abort();
      await scoring.stop();
    },
  };
}
