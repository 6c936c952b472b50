import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type ContributionKit, contributionDirection, KitFileError, prepareGradient } from '@robata/portfolio';
import type { Blobs } from '../../blobs/blobs.ts';
import { readKit } from '../../receipts/publicationFiles.ts';
import { configurationReader } from '../../configuration/configurationReader.ts';
import { type ContributionSettings, robata1 } from '../../rounds/tournamentConfig.ts';
import type { StorageReader } from '../../storage/storage.ts';
import { type DirectionJson, directionOfJson, type DirectionOfEra } from './estimateContribution.ts';

/**
 * The direction in which a kit's round paid, with the draws that scored it (default: those of robata-1). Takes seconds of a large kit; others get
 * their turn in between.
 */
export async function directionOfKit(kit: ContributionKit, settings?: ContributionSettings): Promise<DirectionJson> {
  const { returns } = kit;
  const { ids } = kit.problem;
  if (returns === undefined) return { ids, values: null };
  const { draws: count, dropout, seed } = settings ?? robata1.contribution;
  const prepared = prepareGradient(kit, { draws: count, dropout, seed });
  const draws = [];
  for (let k = 0; k < prepared.count; k++) {
    draws.push(...prepared.draws(k, k + 1));
    await breathe();
  }
  const values = contributionDirection(prepared, draws, returns);
  return { ids, values: values && [...values] };
}

/** A published round and the era that it predicted. */
export interface DirectedRound {
  readonly round: number;
  readonly era: string;
}

interface ResolvedEra extends DirectedRound {
  /** ISO. */
  readonly eraDay: string;
}

export interface RoundDirections {
  /** Of the era's round, made now where nobody made it yet. Looks at the rounds once. */
  ofEras(): Promise<DirectionOfEra>;
  /** The same by the ISO day of the era. */
  ofDays(): Promise<DirectionOfEra>;
  /** Makes those that are missing, oldest first. For a job. */
  makeMissing(): Promise<void>;
  /** The rounds that have one, oldest first. */
  published(): Promise<readonly DirectedRound[]>;
  /** What a browser is sent: gzipped JSON. Null where there is none. */
  bytes(round: number): Promise<Uint8Array | null>;
}

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];
const keyOf = (round: number): string => `rounds/${round}/tc-direction.json.gz`;

/** Directions of resolved rounds, made from their kits and kept beside them. */
export function roundDirections(reader: StorageReader, blobs: Blobs): RoundDirections {
  /** Rounds are not resolved twice: what is known to be there, or to have no kit that can be computed again, stays so. */
  const there = new Set<number>();
  const hopeless = new Set<number>();

  const resolved = async (): Promise<ResolvedEra[]> =>
    (await reader.rounds())
      .filter(({ state }) => state === 'resolved')
      .map(({ number, era, eraDay }) => ({ round: number, era, eraDay }))
      .sort((a, b) => a.round - b.round);

  async function kept(round: number): Promise<Uint8Array | null> {
    const bytes = await blobs.get(keyOf(round));
    if (bytes !== null) there.add(round);
    return bytes;
  }

  async function readable(round: number): Promise<ContributionKit | null> {
    try {
      return await readKit(blobs, round);
    } catch (error) {
      if (error instanceof KitFileError) return null;
      throw error;
    }
  }

  async function by(nameOf: (round: ResolvedEra) => string): Promise<DirectionOfEra> {
    const roundOf = new Map((await resolved()).map((each) => [nameOf(each), each.round]));
    return async (name) => {
      const round = roundOf.get(name);
      if (round === undefined) return null;
      const bytes = await kept(round);
      const json = bytes ? (JSON.parse((await unpack(bytes)).toString()) as DirectionJson) : await made(round);
      return json && directionOfJson(json);
    };
  }

  async function made(round: number): Promise<DirectionJson | null> {
    const kit = hopeless.has(round) ? null : await readable(round);
    if (kit === null) {
      hopeless.add(round);
      return null;
    }
    const { contribution } = await configurationReader(reader).of(round);
    const direction = await directionOfKit(kit, contribution);
    await blobs.put(keyOf(round), await pack(JSON.stringify(direction)));
    there.add(round);
    return direction;
  }

  return {
    ofEras: () => by(({ era }) => era),
    ofDays: () => by(({ eraDay }) => eraDay),
    async makeMissing() {
      for (const { round } of await resolved()) {
        if (!there.has(round) && !hopeless.has(round) && (await kept(round)) === null) await made(round);
      }
    },
    async published() {
      const rounds = await resolved();
      for (const { round } of rounds) if (!there.has(round) && !hopeless.has(round)) await kept(round);
      return rounds.filter(({ round }) => there.has(round)).map(({ round, era }) => ({ round, era }));
    },
    bytes: async (round) => ((await resolved()).some((each) => each.round === round) ? kept(round) : null),
  };
}
