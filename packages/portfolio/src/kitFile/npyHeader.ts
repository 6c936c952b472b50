/** Number types of arrays in a kit, as NumPy names them: little-endian doubles, singles, whole numbers of 16 and of 32 bits. */
export type NpyType = '<f8' | '<f4' | '<u2' | '<u4';
export type NpyArray =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

export const NPY_ARRAYS = { '<f8': Float64Array, '<f4': Float32Array, '<u2': Uint16Array, '<u4': Uint32Array } as const;

const MAGIC = '\x93NUMPY\x01\x00';
const ALIGNMENT = 64;

/**
 * What a `.npy` file begins with (NumPy format 1.0: magic, length, a Python dictionary, spaces up to a multiple of 64 bytes); the values follow
 * row by row. Equal arrays have equal headers, so that a reader may compare bytes.
 */
export function npyHeader(dtype: NpyType, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((MAGIC.length + 2 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const rest = length - MAGIC.length - 2;
  const header = `${MAGIC}${String.fromCharCode(rest & 255, rest >> 8)}${text.padEnd(rest - 1)}\n`;
  return Uint8Array.from(header, (character) => character.charCodeAt(0));
}
