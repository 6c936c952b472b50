import type { ContributionKit } from '../contribution/contributionKit.ts';
import { arraysOf, headerOf, type KitAbout, type KitPredictions } from './kitMembers.ts';
import { npyHeader } from './npyHeader.ts';
import { predictionArray } from './predictionArray.ts';
import { joinedBytes, MOST_ZIP_BYTES, type ZipMember, zipPieces } from './zipFrame.ts';

/** What writing needs of whoever writes: Node's, or a browser's. */
export interface PackingTools {
  /** A raw deflate stream (RFC 1951), or a piece of one that ends on a byte and is gone on with. `isNoise`: there is little to find in it. */
  deflate(bytes: Uint8Array, isLast: boolean, isNoise: boolean): Uint8Array;
  crc32(bytes: Uint8Array, before?: number): number;
  /** SHA-256, lower-case hexadecimal. */
  sha256(bytes: Uint8Array): string;
}

export interface PackedKit {
  /** The file in pieces: joined they are a zip of `.npy` arrays that NumPy opens as an `.npz`. */
  readonly pieces: readonly Uint8Array[];
  /** SHA-256 of its `kit.json`, which holds that of each array: whoever knows it can tell every change of content. */
  readonly manifestHash: string;
}

export interface PackOptions {
  readonly predictions: KitPredictions;
  readonly about?: KitAbout;
}

export const MANIFEST = 'kit.json';
/** Bytes that are deflated at a time: what is packed is all that is in memory twice. */
const PIECE = 2 ** 22;

type Member = ZipMember & { readonly pieces: readonly Uint8Array[] };

/**
 * A kit as a file of the format `robata-contribution-kit/2`, which holds 5,000 models of 5,000 stocks in 50 MB of ranks or 200 MB of values and is
 * read again to the same bits by `readKitFile`. Equal kits give equal files from the same deflate, and the same manifest hash from any.
 * Throws RangeError beyond 4 GB. Little-endian machines only, as all that JavaScript runs on.
 */
export function packKit(
  kit: ContributionKit,
  { predictions, about = {} }: PackOptions,
  tools: PackingTools,
): PackedKit {
  const arrays = arraysOf(kit, predictionArray(kit.predictions, predictions));
  const listed: Record<string, object> = {};
  const members: Member[] = [];
  for (const [name, { dtype, shape, values }] of arrays) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    listed[name] = { dtype, shape, sha256: tools.sha256(bytes) };
    members.push(memberOf(`${name}.npy`, [npyHeader(dtype, shape), bytes], tools));
  }
  const manifest = new TextEncoder().encode(JSON.stringify({ ...headerOf(kit, predictions, about), arrays: listed }));
  const pieces = zipPieces([memberOf(MANIFEST, [manifest], tools), ...members], tools.crc32);
  return { pieces, manifestHash: tools.sha256(manifest) };
}

/** Deflated, or as it is where that is no longer. */
function memberOf(name: string, parts: readonly Uint8Array[], { deflate, crc32 }: PackingTools): Member {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size > MOST_ZIP_BYTES) throw new RangeError(`${name} takes more than the 4 GB that a kit may have.`);
  const slices = parts.flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / PIECE) }, (_, at) => part.subarray(at * PIECE, (at + 1) * PIECE)),
  );
  const deflated = slices.map((slice, at) => deflate(slice, at === slices.length - 1, name === 'predictions.npy'));
  const packed = deflated.reduce((sum, piece) => sum + piece.length, 0);
  const crc = parts.reduce((before, part) => crc32(part, before), 0);
  return packed < size
    ? { name, crc, size, packed, pieces: deflated }
    : { name, crc, size, packed: size, pieces: slices };
}

/** The same in one piece. */
export const packedKitBytes = ({ pieces }: PackedKit): Uint8Array<ArrayBuffer> => joinedBytes(pieces);
