import type { RoundRecord } from '../records.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';

export interface GateSubmission {
  readonly model: number;
  readonly hash: string;
  readonly late: boolean;
  readonly turn: number;
}

export interface GateState {
  /** From now on everything is late. */
  readonly closed: boolean;
  /** From now on nothing is taken. */
  readonly sealed: boolean;
  readonly submissions: readonly GateSubmission[];
}

const OPEN: GateState = { closed: false, sealed: false, submissions: [] };

export type GateAnswer = { readonly status: 'accepted'; readonly late: boolean } | { readonly status: 'no_live_round' };

/**
 * Submissions of a round, kept as the production's gate keeps them (submissionStore.ts) but in documents, which every storage has: what was
 * told to be in time is seen by the close, what comes later is late, and nothing comes after the seal.
 */
export interface Gate {
  submit(input: { readonly round: number; readonly model: number; readonly hash: string }): Promise<GateAnswer>;
  /** Closes, and gives those that count and are in time. */
  close(round: number): Promise<readonly GateSubmission[]>;
  /** Seals, and gives all that count, late ones too. */
  seal(round: number): Promise<readonly GateSubmission[]>;
  selected(round: number): Promise<readonly GateSubmission[]>;
  isClosed(round: number): Promise<boolean>;
}

export interface GateInput {
  readonly storage: Storage;
  readonly now: () => string;
}

const keyOf = (round: number): string => `gate ${round}`;

export function gateOf({ storage, now }: GateInput): Gate {
  const stateOf = async (reader: StorageReader, round: number): Promise<GateState> =>
    ((await reader.document(keyOf(round))) as GateState | null) ?? OPEN;
  const shut = (round: number, change: Partial<GateState>): Promise<readonly GateSubmission[]> =>
    storage.transaction(async (writer: StorageWriter) => {
      const state = { ...(await stateOf(writer, round)), ...change };
      await writer.putDocument(keyOf(round), state);
      return selectedOf(state);
    });
  return {
    submit: ({ round, model, hash }) =>
      storage.transaction(async (writer): Promise<GateAnswer> => {
        const record = await writer.round(round);
        const state = await stateOf(writer, round);
        if (record === null || !takesSubmissions(record) || state.sealed) return { status: 'no_live_round' };
        const same = state.submissions.find((each) => each.model === model && each.hash === hash);
        if (same !== undefined) return { status: 'accepted', late: same.late };
        const late = state.closed || record.state !== 'open' || now() >= record.closesAt;
        const made = { model, hash, late, turn: state.submissions.length };
        await writer.putDocument(keyOf(round), { ...state, submissions: [...state.submissions, made] });
        return { status: 'accepted', late };
      }),
    close: async (round) => (await shut(round, { closed: true })).filter(({ late }) => !late),
    seal: (round) => shut(round, { closed: true, sealed: true }),
    selected: async (round) => selectedOf(await stateOf(storage, round)),
    isClosed: async (round) => (await stateOf(storage, round)).closed,
  };
}

const takesSubmissions = ({ state, scoredDays }: RoundRecord): boolean =>
  state === 'open' || (state === 'closed' && scoredDays === 0);

/** One for each model, in order: in time before late, then the last. */
function selectedOf({ submissions }: GateState): GateSubmission[] {
  const chosen = new Map<number, GateSubmission>();
  for (const each of submissions) {
    const other = chosen.get(each.model);
    if (other === undefined || other.late || !each.late) chosen.set(each.model, each);
  }
  return [...chosen.values()].sort((a, b) => a.model - b.model);
}
