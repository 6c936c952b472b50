import {
  type Blobs,
  immediateQueue,
  META_MODEL_KIND,
  paperDesk,
  putPublication,
  roundEngine,
  roundPapers,
  type ScoringService,
  sharedLedger,
  SIGNALS_META_MODEL_KIND,
  type Storage,
} from '@robata/tournament';
import type { RoundPort } from '../rounds/roundPort.ts';

export interface RoundsAtOnceInput {
  readonly storage: Storage;
  readonly blobs: Blobs;
  readonly scoring: ScoringService;
}

/** The production's round engine over a storage, its jobs done at once, and nobody but the cast. */
export function roundsAtOnce({ storage, blobs, scoring }: RoundsAtOnceInput): RoundPort {
  /** Before the market begins, for no round's close has passed when it opens. */
  const BEGINNING = '2000-01-01T00:00:00Z';
  /** Moves on whenever something is asked, so that what was put off is tried again. */
  let asked = 0;
  const now = (): Date => new Date(Date.parse(BEGINNING) + asked * 3_600_000);
  const desk = paperDesk({
    papers: roundPapers(blobs),
    participants: { opened: async () => undefined, closed: async () => [], late: async () => [] },
    scoring,
    metaModel: async () => (await storage.models()).find(({ kind }) => kind === META_MODEL_KIND) as never,
    signalsMetaModel: async () => (await storage.models()).find(({ kind }) => kind === SIGNALS_META_MODEL_KIND) ?? null,
    publish: (round, files) => putPublication(blobs, round, files),
    now,
    refill: '10000000',
  });
  const failures: unknown[] = [];
  const engine = roundEngine({
    storage,
    ledger: sharedLedger(storage),
    desk,
    now,
    enqueue: (kind, payload, key) => queue.enqueue(null, kind, payload, { key }),
  });
  const queue = immediateQueue({
    db: null,
    now,
    kinds: Object.fromEntries(
      Object.entries(engine.kinds).map(([name, kind]) => [
        name,
        {
          ...kind,
          handler: (payload, job) =>
            kind.handler(payload, job).catch((error: unknown) => {
              failures.push(error);
              throw error;
            }),
        },
      ]),
    ),
  });
  const done = async (round: number, kind: 'open' | 'close' | 'score' | 'resolve', day = 0): Promise<void> => {
    asked += 1;
    await engine.schedule(round, [{ kind, day, dueAt: BEGINNING }]);
    await engine.tick();
    await queue.runDue();
    if (failures.length > 0) throw failures[0];
  };
  return {
    isDone: async (round, kind, day) =>
      (await storage.steps(round)).some((step) => step.kind === kind && step.day === day && step.state === 'done'),
    open: (round) => done(round, 'open'),
    async close(round) {
      await done(round, 'close');
      return ((await storage.round(round))?.commitment ?? null) !== null;
    },
    score: (round, day) => done(round, 'score', day),
    putOff: (round, day) => done(round, 'score', day),
    rescore: (round, cause) => engine.rescore(round, cause),
    resolve: (round) => done(round, 'resolve'),
  };
}
