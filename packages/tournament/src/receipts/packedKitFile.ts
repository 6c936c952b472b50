import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { type ContributionKit, packedKitBytes, packKit, type PackingTools } from '@robata/portfolio';

type PackOptions = Parameters<typeof packKit>[1];

const { Z_DEFAULT_STRATEGY, Z_FINISH, Z_HUFFMAN_ONLY, Z_SYNC_FLUSH } = constants;

/** Node's. Predictions repeat nothing: short codes for frequent bytes are all that there is to gain, at a third of the time. */
const TOOLS: PackingTools = {
  deflate: (bytes, isLast, isNoise) =>
    deflateRawSync(bytes, {
      strategy: isNoise ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY,
      finishFlush: isLast ? Z_FINISH : Z_SYNC_FLUSH,
    }),
  crc32,
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
};

/** A kit as a file in one piece, and the SHA-256 of its manifest; see `packKit`. */
export function packedKitFile(kit: ContributionKit, options: PackOptions) {
  const packed = packKit(kit, options, TOOLS);
  return { bytes: packedKitBytes(packed), manifestHash: packed.manifestHash };
}
