import { createHash } from 'node:crypto';

/** UUIDv5 of the address `https://robata.invalid/model` in the name space of addresses: ours alone, and never to be changed. */
const NAME_SPACE = Buffer.from('7c6c59da234251e6bee0fdc31f61ffbe', 'hex');

/**
 * The public id of a model that no account owns (bots of a season, benchmarks, the meta model): the UUIDv5 (RFC 9562 §5.5) of its name,
 * so that it is the same on every machine without being stored. The slots of accounts keep one of their own, which survives a new name.
 * @example modelUuid('ridge') === modelUuid('ridge')
 */
export function modelUuid(name: string): string {
  const bytes = createHash('sha1').update(NAME_SPACE).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
