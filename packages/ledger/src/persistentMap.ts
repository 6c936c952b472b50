/**
 * An immutable map from text: `set` gives a new map and leaves the old one as it was, in O(log n), so that every past state of the
 * journal stays usable. A hash trie: leaves hold up to 32 keys, inner nodes 32 children by 5 bits of the hash at a time.
 * Phil Bagwell, "Ideal Hash Trees" (2001), without the bitmap.
 */
export class PersistentMap<V> {
  readonly size: number;
  readonly #root: Node<V>;

  private constructor(root: Node<V>, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(new Map(), 0);
  }

  get(key: string): V | undefined {
    const hash = hashOf(key);
    let node = this.#root;
    for (let shift = 0; !(node instanceof Map); shift += BITS) node = node[(hash >>> shift) & MASK] as Node<V>;
    return node.get(key);
  }

  set(key: string, value: V): PersistentMap<V> {
    const grows = this.get(key) === undefined ? 1 : 0;
    return new PersistentMap(withEntry(this.#root, hashOf(key), 0, key, value), this.size + grows);
  }

  /** In an order that depends on keys and history only; sort where order matters. */
  *[Symbol.iterator](): Generator<readonly [string, V]> {
    yield* entriesOf(this.#root);
  }
}

/** A leaf's Map is never changed once it stands in a node. */
type Node<V> = Map<string, V> | readonly Node<V>[];

const BITS = 5;
const MASK = 31;
const LEAF_MAX = 32;
const DEPTH_BITS = 30;

/** FNV-1a over UTF-16 code units with a final mix, so that ids in sequence spread. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

function withEntry<V>(node: Node<V>, hash: number, shift: number, key: string, value: V): Node<V> {
  if (!(node instanceof Map)) {
    const place = (hash >>> shift) & MASK;
    return node.with(place, withEntry(node[place] as Node<V>, hash, shift + BITS, key, value));
  }
  const leaf = new Map(node).set(key, value);
  if (leaf.size <= LEAF_MAX || shift >= DEPTH_BITS) return leaf;
  const children: Map<string, V>[] = Array.from({ length: MASK + 1 }, () => new Map<string, V>());
  for (const [name, item] of leaf) children[(hashOf(name) >>> shift) & MASK]?.set(name, item);
  return children;
}

function* entriesOf<V>(node: Node<V>): Generator<readonly [string, V]> {
  if (node instanceof Map) yield* node;
  else for (const child of node) yield* entriesOf(child);
}
