/** What we look at of a Thrift struct: whole numbers and structs by field number; lists, texts and the rest are only stepped over. */
export interface ThriftStruct {
  readonly numbers: ReadonlyMap<number, number>;
  readonly structs: ReadonlyMap<number, ThriftStruct>;
  /** The first byte after it. */
  readonly end: number;
}

const DEEPEST = 16;
const LONGEST_VARINT = 10;

/**
 * Walks one struct of the Thrift compact protocol, as Parquet's footers and page headers are, within [at, end). Refuses (RangeError) what a
 * reader would hang or fill memory on: endless numbers, deep nesting, lists and texts longer than what is left of the bytes.
 */
export function walkThrift(bytes: Uint8Array, at: number, end: number, depth = 0): ThriftStruct {
  if (depth > DEEPEST) throw new RangeError('nested too deeply');
  const numbers = new Map<number, number>();
  const structs = new Map<number, ThriftStruct>();
  let offset = at;
  const byte = (): number => {
    if (offset >= end) throw new RangeError('ends too early');
    return bytes[offset++] as number;
  };
  const varint = (): number => {
    let value = 0;
    for (let k = 0; k < LONGEST_VARINT; k++) {
      const next = byte();
      value += (next & 0x7f) * 2 ** (7 * k);
      if (next < 0x80) return value;
    }
    throw new RangeError('a number without end');
  };
  const zigzag = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const skip = (count: number): void => {
    if (count > end - offset) throw new RangeError('longer than its bytes');
    offset += count;
  };
  const element = (type: number, field: number, isInList: boolean): void => {
    if (type === 1 || type === 2) skip(isInList ? 1 : 0);
    else if (type === 3) skip(1);
    else if (type === 4 || type === 5 || type === 6) {
      const value = zigzag();
      if (!isInList) numbers.set(field, value);
    } else if (type === 7) skip(8);
    else if (type === 8) skip(varint());
    else if (type === 9) {
      const head = byte();
      const size = head >> 4 === 15 ? varint() : head >> 4;
      if (size > end - offset) throw new RangeError('longer than its bytes');
      for (let k = 0; k < size; k++) element(head & 15, field, true);
    } else if (type === 12) {
      const struct = walkThrift(bytes, offset, end, depth + 1);
      offset = struct.end;
      if (!isInList) structs.set(field, struct);
    } else throw new RangeError(`type ${type}`);
  };
  for (let field = 0; ; ) {
    const head = byte();
    if ((head & 15) === 0) return { numbers, structs, end: offset };
    field = head >> 4 === 0 ? zigzag() : field + (head >> 4);
    element(head & 15, field, false);
  }
}
