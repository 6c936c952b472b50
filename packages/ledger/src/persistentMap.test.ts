import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PersistentMap } from './persistentMap.ts';

test('it holds what a Map holds, and every older version stays as it was', () => {
  const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer()), { maxLength: 600 });
  fc.assert(
    fc.property(writes, (pairs) => {
      const versions: [PersistentMap<number>, Map<string, number>][] = [[PersistentMap.empty(), new Map()]];
      for (const [key, value] of pairs) {
        const [map, model] = versions.at(-1) as [PersistentMap<number>, Map<string, number>];
        versions.push([map.set(`key-${key}`, value), new Map(model).set(`key-${key}`, value)]);
      }
      for (const [map, model] of versions.filter((_, i) => i % 50 === 0 || i === versions.length - 1)) {
        assert.equal(map.size, model.size);
        assert.deepEqual(new Map(map), model);
        for (let key = 0; key <= 300; key += 1) assert.equal(map.get(`key-${key}`), model.get(`key-${key}`));
      }
    }),
    { numRuns: 30 },
  );
});

/** 64 keys with one FNV-1a hash: six blocks of two characters, each with two spellings that lead to the same state (Joux 2004). */
function collidingKeys(): string[] {
  let state = 0x811c9dc5 | 0;
  let keys = [''];
  for (let block = 0; block < 6; block += 1) {
    const seen = new Map<number, number>();
    for (let first = 0; first < 0x10000; first += 1) {
      const mixed = Math.imul(state ^ first, 0x01000193);
      const other = seen.get(mixed >>> 16);
      if (other === undefined) {
        seen.set(mixed >>> 16, first);
        continue;
      }
      const second = 0x41 ^ ((mixed ^ Math.imul(state ^ other, 0x01000193)) & 0xffff);
      const spellings = [String.fromCharCode(first, 0x41), String.fromCharCode(other, second)];
      keys = keys.flatMap((key) => spellings.map((spelling) => key + spelling));
      state = Math.imul(mixed ^ 0x41, 0x01000193);
      break;
    }
  }
  return keys;
}

test('keys of the same hash are kept apart', () => {
  const keys = collidingKeys();
  assert.equal(new Set(keys).size, 64);
  let map = PersistentMap.empty<string>();
  for (const key of keys) map = map.set(key, key);
  assert.equal(map.size, 64);
  assert.ok(keys.every((key) => map.get(key) === key));
  assert.equal(map.get('absent'), undefined);
});
