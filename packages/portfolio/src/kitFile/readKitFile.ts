import type { ContributionKit } from '../contribution/contributionKit.ts';
import { FieldFault, type Fields, object } from '../optimizer/fields.ts';
import { type ByteSource, byteSource } from './byteSource.ts';
import { crc32 } from './crc32.ts';
import { type ArrayShape, checkShapes, type KitHeader, kitOf, readHeader } from './kitMembers.ts';
import { NPY_ARRAYS, type NpyArray, type NpyType, npyHeader } from './npyHeader.ts';
import { MANIFEST } from './packKit.ts';
import { LOCAL_HEADER_BYTES, localHeader, sizesIn, type ZipMember, zipDirectory, zipSeal } from './zipFrame.ts';

/** A kit file cannot be read: one sentence that names what is wrong, with the remedy. */
export class KitFileError extends Error {}

export interface KitFile {
  readonly kit: ContributionKit;
  /** What its round says beside it. */
  readonly header: KitHeader;
  /** SHA-256 of its manifest: that of the published kit stands in the round's evidence. */
  readonly manifestHash: string;
}

/** Whether the bytes begin as such a file does; JSON kits begin otherwise, plain or gzipped. Needs four of them. */
export const isKitFile = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;

/** A deflate stream cannot become longer than so many times itself: a file that says so is refused before memory is taken. */
const MOST_INFLATED = 1032;
/** Of names and settings: a thousand times what a round of 5,000 models has. */
const MOST_MANIFEST_BYTES = 2 ** 26;
/** Of all arrays together, as of a whole zip; 5,000 models of 5,000 stocks take a twentieth. */
const MOST_ARRAY_BYTES = 2 ** 32;
/** What is inflated of one piece waits in memory until it is read: at most `MOST_INFLATED` times as much. */
const PIECE_BYTES = 2 ** 16;

/**
 * Reads a kit file of `packKit` front to back, as it comes from a disk or the network: in memory are its arrays and one chunk. In Node and in browsers
 * (SHA-256 there on https and localhost only). Every byte is checked: each array against the manifest, the manifest and the frame against the seal at the end.
 * Nothing is unpacked beyond the sizes that the manifest says, and these are at most 4 GB. Throws KitFileError, and whatever the source throws. Whether its numbers make sense is for `kitFault` to say.
 */
export async function readKitFile(chunks: AsyncIterable<Uint8Array>): Promise<KitFile> {
  const source = byteSource(chunks);
  try {
    const first = await memberHeader(source, MANIFEST);
    if (first.size > MOST_MANIFEST_BYTES) throw changed(MANIFEST);
    const manifest = new Uint8Array(first.size);
    await unpack(source, first, [manifest]);
    if (crc32(manifest) !== first.crc) throw changed(MANIFEST);
    const { header, arrays: listed } = readManifest(manifest);
    const members = [first];
    const arrays = new Map<string, NpyArray>();
    for (const [name, array] of listed) {
      const member = await memberHeader(source, `${name}.npy`);
      arrays.set(name, await readArray(source, member, array));
      members.push(member);
    }
    await readEnd(source, members);
    return { kit: kitOf(header, arrays), header, manifestHash: await sha256Of(manifest) };
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    throw new KitFileError(`${MANIFEST} of the kit does not make sense: ${error.message}`, { cause: error });
  }
}

interface ListedArray extends ArrayShape {
  readonly sha256: string;
}

const changed = (what: string, cause?: unknown): KitFileError =>
  new KitFileError(`${what} of the kit is not as it was written: a byte of it has changed. Download the kit again.`, {
    cause,
  });
const cutOff = (): KitFileError => new KitFileError('The kit ends too early: download it again.');

function readManifest(bytes: Uint8Array): {
  readonly header: KitHeader;
  readonly arrays: ReadonlyMap<string, ListedArray>;
} {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (cause) {
    throw new FieldFault('it is not JSON.', { cause });
  }
  const header = readHeader(json);
  const arrays = new Map(
    Object.entries(object((json as Fields).arrays, 'arrays')).map(([name, array]) => [name, listedArray(name, array)]),
  );
  checkShapes(header, arrays);
  const total = [...arrays.values()].reduce((sum, array) => sum + bytesOf(array), 0);
  if (total > MOST_ARRAY_BYTES) {
    throw new KitFileError(
      `The kit would unpack to ${(total / 2 ** 30).toFixed(1)} GB, and at most ${MOST_ARRAY_BYTES / 2 ** 30} GB are read: ask who sent it for a smaller one.`,
    );
  }
  return { header, arrays };
}

const cellsOf = ({ shape }: ArrayShape): number => shape.reduce((product, size) => product * size, 1);
const bytesOf = (array: ArrayShape): number => cellsOf(array) * NPY_ARRAYS[array.dtype].BYTES_PER_ELEMENT;

function listedArray(name: string, value: unknown): ListedArray {
  const { dtype, shape, sha256 } = object(value, `arrays.${name}`);
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || typeof sha256 !== 'string' || typeof dtype !== 'string' || !Object.hasOwn(NPY_ARRAYS, dtype)) {
    throw new FieldFault(
      `arrays.${name} must have a dtype (${Object.keys(NPY_ARRAYS).join(', ')}), a shape and a sha256.`,
    );
  }
  return { dtype: dtype as NpyType, shape: shape as number[], sha256 };
}

/** A member's header, which has to be the one that `packKit` would write for it. */
async function memberHeader(source: ByteSource, name: string): Promise<ZipMember> {
  const head = await source.exactly(LOCAL_HEADER_BYTES);
  if (head === null) throw cutOff();
  const { nameLength, ...sizes } = sizesIn(head);
  const member = { name, ...sizes };
  const expected = localHeader(member);
  const rest = nameLength === name.length ? await source.exactly(nameLength) : null;
  const isSame = rest !== null && [...head, ...rest].every((byte, at) => byte === expected[at]);
  if (!isSame) throw changed(`The header of ${name}`);
  if (member.size > member.packed * MOST_INFLATED) throw changed(`The header of ${name}`);
  return member;
}

async function readArray(source: ByteSource, member: ZipMember, array: ListedArray): Promise<NpyArray> {
  const { dtype, shape, sha256 } = array;
  const expected = npyHeader(dtype, shape);
  if (member.size !== expected.length + bytesOf(array)) throw changed(member.name);
  const values = roomFor(() => new NPY_ARRAYS[dtype](cellsOf(array)), member.name);
  const header = new Uint8Array(expected.length);
  const bytes = new Uint8Array(values.buffer);
  await unpack(source, member, [header, bytes]);
  if (header.some((byte, at) => byte !== expected[at]) || (await sha256Of(bytes)) !== sha256)
    throw changed(member.name);
  return values;
}

function roomFor<T>(make: () => T, name: string): T {
  try {
    return make();
  } catch (cause) {
    throw new KitFileError(`${name} of the kit does not fit into memory.`, { cause });
  }
}

/** A member's content to `parts`, one after the other, which it has to fill. */
async function unpack(
  source: ByteSource,
  { name, size, packed }: ZipMember,
  parts: readonly Uint8Array[],
): Promise<void> {
  const into = filling(parts);
  const chunks = packedBytes(source, packed);
  for await (const chunk of size === packed ? chunks : inflated(chunks, name))
    if (!into.add(chunk)) throw changed(name);
  if (!into.isFull()) throw changed(name);
}

/** What the deflated chunks inflate to. What the source throws is thrown; what makes no sense is said of `name`. */
async function* inflated(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  let fault: unknown;
  const feed = async (): Promise<void> => {
    const writer = writable.getWriter();
    // Whoever reads is told as well: one failure is not two.
    writer.closed.catch(() => undefined);
    try {
      for await (const chunk of chunks) {
        // A stream that has failed is said by its reader.
        if (!(await isTaken(writer.write(chunk as Uint8Array<ArrayBuffer>)))) return;
      }
    } catch (error) {
      fault = error;
      await writer.abort(error).catch(() => undefined);
      return;
    }
    await isTaken(writer.close());
  };
  const feeding = feed();
  try {
    yield* chunksOf(readable);
  } catch (cause) {
    await feeding;
    throw fault ?? changed(name, cause);
  }
  await feeding;
}

const isTaken = (writing: Promise<void>): Promise<boolean> =>
  writing.then(
    () => true,
    () => false,
  );

/** The chunks of a stream; not all browsers let one go through it by itself. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* packedBytes(source: ByteSource, count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; ) {
    const chunk = await source.next(Math.min(left, PIECE_BYTES));
    if (chunk.length === 0) throw cutOff();
    left -= chunk.length;
    yield chunk;
  }
}

function filling(parts: readonly Uint8Array[]) {
  let part = 0;
  let at = 0;
  let isOver = false;
  return {
    /** False for more than there is room. */
    add(chunk: Uint8Array): boolean {
      for (let from = 0; from < chunk.length; ) {
        while (part < parts.length && at === (parts[part] as Uint8Array).length) [part, at] = [part + 1, 0];
        const here = parts[part];
        if (here === undefined) return !(isOver = true);
        const taken = chunk.subarray(from, from + here.length - at);
        here.set(taken, at);
        at += taken.length;
        from += taken.length;
      }
      return true;
    },
    isFull: (): boolean => !isOver && parts.slice(part).every((each, k) => each.length === (k === 0 ? at : 0)),
  };
}

/** Directory and seal are those of the members read, and nothing comes after them. */
async function readEnd(source: ByteSource, members: readonly ZipMember[]): Promise<void> {
  const at = members.reduce((sum, member) => sum + localHeader(member).length + member.packed, 0);
  const expected = zipDirectory(members, at);
  const directory = await source.exactly(expected.length);
  if (directory === null) throw cutOff();
  if (directory.some((byte, k) => byte !== expected[k])) throw changed('The directory');
  const seal = zipSeal(source.crc());
  const found = await source.exactly(seal.length);
  if (found === null) throw cutOff();
  if (found.some((byte, k) => byte !== seal[k])) throw changed('The seal, or a byte that says nothing by itself,');
  if ((await source.next(1)).length > 0) throw new KitFileError('The kit goes on after its end: download it again.');
}

/** SHA-256, lower-case hexadecimal. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
