import {
  type ConfigurationBook,
  DomainError,
  isRehearsed,
  REHEARSAL,
  REHEARSAL_LIMITS,
  type Rehearsal,
  type RehearsalSize,
  ruleFields,
  type Rules,
  type Storage,
} from '@robata/tournament';
import { playBeside } from './playBeside.ts';

export interface RehearsalsInput {
  readonly storage: Pick<Storage, 'transaction' | 'document'>;
  readonly configuration: ConfigurationBook;
  /** What plays a season, as a shell would begin; null: this server plays none. */
  readonly program: readonly string[] | null;
  readonly now: () => Date;
  readonly onFault: (error: unknown) => void;
}

export interface Rehearsals {
  /** The last one, of whichever proposal; null before the first. */
  last(): Promise<Rehearsal | null>;
  /** Begins to play the proposal with this hash beside the rules that it would follow. One at a time. */
  start(request: { readonly hash: string; readonly size: RehearsalSize; readonly by: string }): Promise<Rehearsal>;
  cancel(): Promise<Rehearsal>;
  /** Ends what runs, and waits for its process to be gone. */
  stop(): Promise<void>;
}

/** Of each of the two seasons. */
const LONGEST_MS = 10 * 60_000;

/** Tries out proposals by seasons in processes of their own: the server answers meanwhile, and its tournament knows nothing of them. */
export function rehearsals({ storage, configuration, program, now, onFault }: RehearsalsInput): Rehearsals {
  let running: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;

  const stored = async (): Promise<Rehearsal | null> => (await storage.document(REHEARSAL)) as Rehearsal | null;
  const keep = (rehearsal: Rehearsal): Promise<Rehearsal> =>
    storage.transaction(async (writer) => {
      await writer.putDocument(REHEARSAL, rehearsal);
      return rehearsal;
    });
  const ended = (rehearsal: Rehearsal, end: Partial<Rehearsal>): Rehearsal => ({
    ...rehearsal,
    sentence: null,
    ...end,
    endedAt: now().toISOString(),
  });

  async function play(
    begun: Rehearsal,
    words: readonly string[],
    pair: readonly [Rules, Rules],
    signal: AbortSignal,
  ): Promise<void> {
    const { size } = begun;
    try {
      const one = (rules: Rules) => playBeside({ program: words, size, rules, signal, longestMs: LONGEST_MS });
      const present = await one(pair[0]);
      await keep({ ...begun, present, sentence: 'The season with the proposed rules is played.' });
      const proposed = await one(pair[1]);
      await keep(ended(begun, { state: 'done', present, proposed }));
    } catch (error) {
      const sentence =
        error instanceof DomainError ? error.sentence : 'It failed for a reason of ours, which is in the log.';
      if (!(error instanceof DomainError)) onFault(error);
      await keep(ended(begun, { state: signal.aborted ? 'cancelled' : 'failed', sentence })).catch(onFault);
    }
  }

  return {
    async last() {
      const last = await stored();
      // Of a server that was stopped hard: nobody plays it any more.
      if (last?.state !== 'running' || running !== null) return last;
      return ended(last, { state: 'failed', sentence: 'The server stopped while it was played.' });
    },
    async start({ hash, size, by }) {
      if (program === null) {
        throw new DomainError('no_rehearsals', 'This server plays no seasons.', {
          remedy: 'robata serve and robata start do.',
        });
      }
      if (running !== null) {
        throw new DomainError('rehearsal_running', 'A rehearsal is being played.', {
          remedy: 'Wait for it, or cancel it.',
        });
      }
      const proposal = await configuration.proposal();
      if (proposal?.hash !== hash) {
        throw new DomainError('other_proposal', 'The proposal is not the one with this hash any more.', {
          field: 'hash',
          remedy: 'Look at the one that is there now.',
        });
      }
      const before = (await configuration.versions()).find(({ version }) => version === proposal.after);
      const first = await configuration.first();
      const names = ruleFields(first.columns, first.signals).filter(isRehearsed);
      const rehearsed = (rules: Rules): Rules =>
        Object.fromEntries(names.map(({ name }) => [name, rules[name] ?? null]));
      const pair = [rehearsed(before?.rules ?? proposal.rules), rehearsed(proposal.rules)] as const;
      // Another request may have come first.
      if (running !== null) throw new DomainError('rehearsal_running', 'A rehearsal is being played.');
      const stop = new AbortController();
      const begun: Rehearsal = {
        hash,
        state: 'running',
        size: checkedSize(size),
        by,
        startedAt: now().toISOString(),
        endedAt: null,
        sentence: 'The season with the rules of now is played.',
        present: null,
        proposed: null,
      };
      const stored = keep(begun);
      const mine = { stop, done: stored.then(() => play(begun, program, pair, stop.signal)) };
      running = mine;
      void mine.done.catch(onFault).finally(() => {
        if (running === mine) running = null;
      });
      return stored;
    },
    async cancel() {
      if (running === null) throw new DomainError('no_rehearsal', 'No rehearsal is being played.');
      const { stop, done } = running;
      stop.abort();
      await done;
      return (await stored()) as Rehearsal;
    },
    async stop() {
      running?.stop.abort();
      await running?.done.catch(() => undefined);
    },
  };
}

function checkedSize(size: RehearsalSize): RehearsalSize {
  for (const [name, [least, most]] of Object.entries(REHEARSAL_LIMITS)) {
    const value = size[name as keyof RehearsalSize];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new DomainError('rehearsal_size', `${name} is a whole number from ${least} to ${most}.`, { field: name });
  }
  return size;
}
