import type { GatePolicy, GateState } from '@robata/scoring';
import type { RoundRecord } from '../records.ts';
import { type NeutralizerManifest, neutralizerHash, neutralizersKey } from '../rounds/signals/neutralizerManifest.ts';
import { type SignalReport, type SignalReports, signalReportsKey } from '../rounds/signals/signalReports.ts';
import { gatesKey, type RoundGates } from '../rounds/signals/signalsGate.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { TradingPlaces } from './marketDays.ts';
import { tradingPlaces } from './roundCalendar.ts';

/** What anybody may read of the Signals part: of its newest rounds. Null where no round has it yet. */
export interface SignalsPage {
  readonly neutralizers: {
    readonly round: number;
    readonly eraDay: string;
    /** SHA-256 of the manifest's published text. */
    readonly hash: string;
    readonly manifest: NeutralizerManifest;
  } | null;
  readonly known: KnownInRound | null;
}

/** How much of the signals of a round was known already, of all together. */
export interface KnownInRound extends Pick<SignalReports, 'round' | 'stocks' | 'groups' | 'all'> {
  readonly eraDay: string;
  readonly models: number;
}

/** The same beside one model's own report, which its owner alone sees, and the state of its gates. */
export interface ModelSignalsPage {
  readonly known: KnownInRound | null;
  readonly own: SignalReport | null;
  readonly gates: {
    readonly round: number;
    readonly policy: GatePolicy;
    readonly state: GateState;
    /** How far apart the submissions are that it is compared with. */
    readonly schedule: TradingPlaces['schedule'];
  } | null;
}

/** How all signals keep to the gates, for a board. */
export interface SignalsGates {
  /** Of the newest round that had gates; null: none has. */
  readonly round: number | null;
  readonly policy: GatePolicy | null;
  readonly schedule: TradingPlaces['schedule'];
  /** By model number its state in the newest of the last rounds that it submitted to. */
  readonly states: Readonly<Record<number, Omit<GateState, 'model'> & { readonly round: number }>>;
}

/** So many rounds may be under way, or without signals, before the newest one that says something. */
const ROUNDS_BACK = 30;
/** Who submitted to none of so many has no state on the board. */
const GATED_ROUNDS = 5;

export async function signalsPage(reader: Pick<StorageReader, 'rounds' | 'document'>): Promise<SignalsPage> {
  const rounds = await jointRounds(reader);
  const manifest = await newest<NeutralizerManifest>(reader, rounds, neutralizersKey);
  const known = await newest<SignalReports>(reader, rounds, signalReportsKey);
  return {
    neutralizers: manifest && {
      round: manifest.round.number,
      eraDay: manifest.round.eraDay,
      hash: neutralizerHash(manifest.document),
      manifest: manifest.document,
    },
    known: known && knownIn(known),
  };
}

/** @param isOwner whether who asks has the model: nobody else sees its report */
export async function modelSignals(
  reader: Pick<StorageReader, 'rounds' | 'document'>,
  model: number,
  isOwner: boolean,
): Promise<ModelSignalsPage> {
  const rounds = await jointRounds(reader);
  const mine = ({ models }: SignalReports): SignalReport | undefined => models.find((report) => report.model === model);
  const known = isOwner
    ? await newest<SignalReports>(reader, rounds, signalReportsKey, (reports) => mine(reports) !== undefined)
    : null;
  const shown = known ?? (await newest<SignalReports>(reader, rounds, signalReportsKey));
  const stateIn = ({ states }: RoundGates): GateState | undefined => states.find((state) => state.model === model);
  const gated = await newest<RoundGates>(reader, rounds, gatesKey, (gates) => stateIn(gates) !== undefined);
  const state = gated && stateIn(gated.document);
  return {
    known: shown && knownIn(shown),
    own: (known && mine(known.document)) ?? null,
    gates:
      gated && state
        ? {
            round: gated.round.number,
            policy: gated.document.policy,
            state,
            schedule: (await tradingPlaces(reader)).schedule,
          }
        : null,
  };
}

/** Of the newest rounds with gates, as anybody may read it. */
export async function signalsGates(reader: Pick<StorageReader, 'rounds' | 'document'>): Promise<SignalsGates> {
  const found: RoundGates[] = [];
  for (const { number } of await jointRounds(reader)) {
    const gates = (await reader.document(gatesKey(number))) as RoundGates | null;
    if (gates !== null) found.push(gates);
    if (found.length === GATED_ROUNDS) break;
  }
  const states: Record<number, SignalsGates['states'][number]> = {};
  for (const { round, states: own } of found) {
    for (const { model, ...state } of own) states[model] ??= { ...state, round };
  }
  const [newest] = found;
  const { schedule } = await tradingPlaces(reader);
  return { round: newest?.round ?? null, policy: newest?.policy ?? null, schedule, states };
}

interface Found<T> {
  readonly round: RoundRecord;
  readonly document: T;
}

const knownIn = ({ round: { eraDay }, document }: Found<SignalReports>): KnownInRound => {
  const { round, stocks, groups, all, models } = document;
  return { round, eraDay, stocks, groups, all, models: models.length };
};

/** Newest first. */
const jointRounds = async (reader: Pick<StorageReader, 'rounds'>): Promise<readonly RoundRecord[]> =>
  (await reader.rounds())
    .filter(({ signals }) => signals !== undefined)
    .slice(-ROUNDS_BACK)
    .reverse();

async function newest<T>(
  reader: Pick<StorageReader, 'document'>,
  rounds: readonly RoundRecord[],
  keyOf: (round: number) => string,
  isWanted: (document: T) => boolean = () => true,
): Promise<Found<T> | null> {
  for (const round of rounds) {
    const document = (await reader.document(keyOf(round.number))) as T | null;
    if (document !== null && isWanted(document)) return { round, document };
  }
  return null;
}
