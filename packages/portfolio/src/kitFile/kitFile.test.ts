import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { constants, crc32 as nodeCrc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { matrix } from '@robata/kernels';
import { gaussianizedPredictions } from '../alpha.ts';
import type { ContributionKit } from '../contribution/contributionKit.ts';
import { gradient } from '../contribution/gradient.ts';
import { leaveOneOut } from '../contribution/leaveOneOut.ts';
import { randomKit } from '../contribution/testing/randomKit.ts';
import { crc32 } from './crc32.ts';
import { type PackingTools, packedKitBytes, packKit } from './packKit.ts';
import { KitFileError, isKitFile, readKitFile } from './readKitFile.ts';
import { LOCAL_HEADER_BYTES, localHeader, sizesIn } from './zipFrame.ts';

const tools: PackingTools = {
  deflate: (bytes, isLast) =>
    deflateRawSync(bytes, { finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH }),
  crc32: nodeCrc32,
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
};

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The beginning of a kit: one member, of these packed bytes. */
function memberOf(name: string, packed: Uint8Array, size: number, crc = 0): Uint8Array<ArrayBuffer> {
  const header = localHeader({ name, crc, size, packed: packed.length });
  const whole = new Uint8Array(header.length + packed.length);
  whole.set(header);
  whole.set(packed, header.length);
  return whole;
}

function startOf(manifest: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(manifest);
  return memberOf('kit.json', deflateRawSync(bytes), bytes.length, nodeCrc32(bytes));
}

/** With ROBATA_LONG=1 every byte is changed in turn, else one in so many. */
const STEP = process.env['ROBATA_LONG'] === '1' ? 1 : 41;

const kit = randomKit(5, 9);
const packed = packKit(
  kit,
  { predictions: 'values', about: { round: 12, contribution: { draws: 7, dropout: 0.5, seed: 3 } } },
  tools,
);
const file = packedKitBytes(packed);

describe('a kit file', () => {
  it('is read back to the same bits, whatever the chunks it comes in', async () => {
    for (const size of [97, 4096, file.length]) {
      const read = await readKitFile(inChunks(file, size));
      assert.deepEqual(read.kit, kit);
      assert.equal(read.manifestHash, packed.manifestHash);
      assert.deepEqual([read.header.round, read.header.contribution?.draws], [12, 7]);
    }
    assert.ok(isKitFile(file));
  });

  it('holds ranks from which every score follows to the bit', async () => {
    const ties = {
      ...kit,
      predictions: matrix(
        kit.predictions.rows,
        9,
        kit.predictions.data.map((x) => Math.round(4 * x)),
      ),
    };
    for (const given of [kit, ties]) {
      const ranks = packKit(given, { predictions: 'ranks' }, tools);
      const { kit: read } = await readKitFile(inChunks(packedKitBytes(ranks), 1000));
      assert.deepEqual(gaussianizedPredictions(read.predictions), gaussianizedPredictions(given.predictions));
      assert.deepEqual(leaveOneOut({ ...read, returns: kit.returns }), leaveOneOut({ ...given, returns: kit.returns }));
      assert.deepEqual(gradient(read, { draws: 5 }), gradient(given, { draws: 5 }));
    }
  });

  it('keeps what JSON would lose or bounds leave open: −0, infinities, singles, the partial form, no models', async () => {
    const data = kit.predictions.data.map(Math.fround);
    data[0] = -0;
    const { limits } = kit.problem;
    const partial: ContributionKit = {
      ...kit,
      predictions: matrix(kit.predictions.rows, 0),
      models: [],
      stakes: new Float64Array(0),
      problem: {
        ...kit.problem,
        factorCovariance: null,
        limits: {
          ...limits,
          positionUpper: limits.positionUpper.map(() => Infinity),
          net: [-Infinity, 0.1],
          gross: null,
        },
      },
      others: { metaModel: kit.volatility.map((x) => -x), totalStake: 3.5 },
    };
    const singles = { ...kit, predictions: matrix(kit.predictions.rows, 9, data) };
    for (const each of [partial, singles]) {
      const bytes = packedKitBytes(packKit(each, { predictions: 'values' }, tools));
      assert.deepEqual((await readKitFile(inChunks(bytes, 333))).kit, each);
    }
  });

  it('of any content is refused with a sentence wherever one byte of it is changed, and wherever it ends too early', async () => {
    const small = packedKitBytes(
      packKit(randomKit(6, 2, { stocks: 12, countries: 1, industries: 1, styles: 1 }), { predictions: 'ranks' }, tools),
    );
    const sentences = new Map<string, number>();
    for (let at = 0; at < small.length; at += STEP) {
      const other = small.slice();
      other[at] = (other[at] as number) ^ (1 << (at % 8));
      const fault = await readKitFile(inChunks(other, 512)).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(fault instanceof KitFileError, `byte ${at} of ${small.length}: ${String(fault)}`);
      const what = fault.message.slice(0, fault.message.indexOf(' of the kit'));
      sentences.set(what, (sentences.get(what) ?? 0) + 1);
      if (at % (3 * STEP) === 0) await assert.rejects(readKitFile(inChunks(small.subarray(0, at), 512)), KitFileError);
    }
    for (const name of ['kit.json', 'predictions.npy', 'exposures.npy', 'The directory']) {
      assert.ok(sentences.has(name), `${name} in ${[...sentences.keys()].join(', ')}`);
    }
    await assert.rejects(readKitFile(inChunks(Buffer.concat([small, Buffer.of(0)]), 512)), /goes on after its end/);
  });

  it('says whose fault it is where its source breaks off', async () => {
    const broken = async function* () {
      yield file.subarray(0, file.length - 2000);
      throw new TypeError('the network is gone');
    };
    await assert.rejects(readKitFile(broken()), { name: 'TypeError', message: 'the network is gone' });
  });

  it('is refused with draws that no machine makes, whoever sealed it', async () => {
    for (const change of [{ draws: 1e12 }, { draws: 0 }, { draws: 2.5 }, { seed: -1 }, { seed: 2 ** 32 }]) {
      const about = { contribution: { draws: 7, dropout: 0.5, seed: 3, ...change } };
      const bytes = packedKitBytes(packKit(kit, { predictions: 'values', about }, tools));
      const [field] = Object.keys(change);
      await assert.rejects(
        readKitFile(inChunks(bytes, 4096)),
        new RegExp(`contribution\\.${field} must be a whole number`),
      );
    }
  });

  it('has the same manifest hash from any deflate, and another one where a number is another', () => {
    const stored = packKit(kit, { predictions: 'values' }, { ...tools, deflate: (bytes) => bytes });
    const deflated = packKit(kit, { predictions: 'values' }, tools);
    assert.equal(stored.manifestHash, deflated.manifestHash);
    const stakes = kit.stakes.with(0, 1e-9);
    assert.notEqual(packKit({ ...kit, stakes }, { predictions: 'values' }, tools).manifestHash, stored.manifestHash);
  });
});

it('crc32 is that of zlib, whole or gone on with', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), fc.uint8Array({ maxLength: 40 }), (a, b) => {
      assert.equal(crc32(b, crc32(a)), nodeCrc32(Buffer.concat([a, b])));
    }),
  );
});

it('a kit file is refused before any array is made where it would unpack to more than fits, and takes no more than its sizes say', async () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}`);
  const refusedFor = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
    const before = process.memoryUsage().arrayBuffers;
    const error = await readKitFile(inChunks(bytes, 2 ** 20)).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof KitFileError, String(error));
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 2 ** 28, `${grown} bytes`);
    return error.message;
  };
  // A manifest of 30,000 models and stocks: 7 GB of predictions, whatever follows it.
  const { packed: length } = sizesIn(file);
  const begin = LOCAL_HEADER_BYTES + 'kit.json'.length;
  const text = inflateRawSync(file.subarray(begin, begin + length)).toString();
  const json = JSON.parse(text) as { arrays: Record<string, { shape: number[] }> };
  const many = 30_000;
  const widened = Object.fromEntries(
    Object.entries(json.arrays).map(([name, array]) => [
      name,
      {
        ...array,
        shape: array.shape.map((size) => (size === kit.problem.ids.length || size === kit.models.length ? many : size)),
      },
    ]),
  );
  const manifest = JSON.stringify({ ...json, ids: names(many), models: names(many), arrays: widened });
  assert.match(await refusedFor(startOf(manifest)), /^The kit would unpack to \d\.\d GB, and at most 4 GB are read: /);
  // What says it is small and inflates to a thousand times itself.
  const bomb = deflateRawSync(new Uint8Array(2 ** 24));
  assert.match(await refusedFor(memberOf('kit.json', bomb, 1000)), /^kit\.json of the kit is not as it was written/);
});
