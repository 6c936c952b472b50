import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Entry, entryJson, parseEntry } from './entry.ts';
import { emptyJournal } from './journal.ts';
import { journalOf } from './recordEntry.ts';
import { ACCOUNTS } from './testing/anyCommand.ts';
import { ownedBy, simulate } from './testing/simulator.ts';
import { PLANTED_BUGS } from './testing/plantedBugs.ts';
import { verifyJournal } from './verifyJournal.ts';

const honest = simulate({ seed: 1, steps: 300 });

test('nothing at all verifies', () => {
  assert.equal(verifyJournal([]).status, 'verified');
});

test('an honest log verifies to the balances of the journal', () => {
  const verified = verifyJournal(honest.entries);
  assert.ok(verified.status === 'verified', JSON.stringify(verified));
  assert.deepEqual(verified.head, honest.journal.head);
  for (const [account, amount] of honest.journal.balances)
    assert.equal(verified.balances.get(account as never), amount);
});

test('entries read back from their text are equal, and lead to the same journal', () => {
  const read = honest.entries.map((entry) => parseEntry(entryJson(entry)));
  assert.deepEqual(read, honest.entries);
  assert.deepEqual(journalOf(read).head, honest.journal.head);
  assert.throws(() => journalOf(read.slice(1), emptyJournal), /does not follow/);
});

/** Every place of a JSON value, as a path of keys. */
const pathsOf = (value: unknown, path: readonly string[] = []): string[][] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))
    : [[...path]];

test('an entry that makes no sense is reported, not thrown', () => {
  const [first, ...rest] = honest.entries as [Entry, ...Entry[]];
  const senseless = [{ ...first, lines: [{ account: 'treasury', amount: 0.5 }] } as unknown as Entry, ...rest];
  const verified = verifyJournal(senseless);
  assert.equal(verified.status === 'faulty' && verified.faults[0]?.fault, 'malformed');
});

test('the chain detects any change of any value of any entry', () => {
  const texts = honest.entries.map(entryJson);
  fc.assert(
    fc.property(fc.nat(texts.length - 1), fc.nat(), (at, choice) => {
      const record = JSON.parse(texts[at] as string) as Record<string, unknown>;
      const paths = pathsOf(record);
      const path = paths[choice % paths.length] as string[];
      const last = path.at(-1) as string;
      const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<string, unknown>, record);
      const old = parent[last];
      parent[last] =
        typeof old === 'number' ? old + 1 : typeof old === 'string' && /^-?[\d.]+$/.test(old) ? `${old}1` : `${old}x`;
      if (old === null || typeof old === 'boolean') parent[last] = old === null ? 'x' : !old;
      if (last === 'score' || last === 'weightedScore' || last === 'rate') parent[last] = '7';
      const changed = texts.map((text, i) => (i === at ? JSON.stringify(record) : text));
      assert.equal(outcomeOf(changed), 'found', `${path.join('.')}: ${String(old)} → ${String(parent[last])}`);
    }),
    { numRuns: 200 },
  );
});

/** A text that is no longer an entry is found as well. */
function outcomeOf(texts: readonly string[]): 'found' | 'missed' {
  let entries: Entry[];
  try {
    entries = texts.map(parseEntry);
  } catch (error) {
    assert.ok(error instanceof RangeError || error instanceof SyntaxError);
    return 'found';
  }
  return verifyJournal(entries).status === 'faulty' ? 'found' : 'missed';
}

/** Every bug shows, and is found, within this many seeds of 300 commands. */
const SEEDS_MAX = 20;

for (const bug of PLANTED_BUGS) {
  test(`it finds ${bug.name}`, () => {
    let planted = 0;
    for (let seed = 1; seed <= 400 && planted < 3; seed += 1) {
      const run = bug.spoil === undefined ? { ...honest, planted: true } : simulate({ seed, steps: 300, bug });
      if (!run.planted) continue;
      planted += 1;
      assert.ok(planted > 1 || seed <= SEEDS_MAX, `seed ${seed} is the first that shows it`);
      const before = verifyJournal(bug.spoil === undefined ? run.entries : run.entries.slice(0, -1));
      assert.equal(before.status, 'verified', 'all was well before the bug');
      const verification = verifyJournal(bug.tamper?.(run.entries) ?? run.entries);
      const faults = verification.status === 'faulty' ? verification.faults.map(({ fault }) => fault) : [];
      assert.ok(
        faults.includes(bug.found),
        `seed ${seed}: expected ${bug.found}, found ${faults.join(', ') || 'nothing'}`,
      );
    }
    assert.ok(planted >= 3, 'the simulation must reach the bug');
  });
}

test('whatever the weather, money is conserved, everyone owns what plain addition says, and the log verifies', () => {
  const outcomes = new Set<string>();
  for (let seed = 100; seed < 120; seed += 1) {
    const { entries, journal, owned, shortfalls, outcomes: seen } = simulate({ seed, steps: 300 });
    const total = [...journal.balances].reduce((sum, [, amount]) => sum + amount, 0n);
    assert.equal(total, 0n, `seed ${seed}`);
    for (const account of ACCOUNTS)
      assert.equal(ownedBy(journal, account), owned.get(account), `seed ${seed}, ${account}`);
    const verified = verifyJournal(entries);
    assert.equal(verified.status, 'verified', `seed ${seed}: ${JSON.stringify(verified)}`);
    assert.equal(shortfalls, 0, `seed ${seed}`);
    for (const outcome of seen.keys()) outcomes.add(outcome);
  }
  const expected = [
    'appended',
    'duplicate',
    'invalid_amount',
    'insufficient_funds',
    'insufficient_stake',
    'treasury_short',
  ];
  for (const outcome of [
    ...expected,
    'not_owner',
    'round_already_closed',
    'nothing_to_release',
    'round_finished',
    'already_reversed',
    'not_reversible',
    'no_stake',
    'same_model',
    'loss_over_limit',
    'unknown_release',
    'insufficient_pending',
    'covers_open_losses',
    'calendar_missing',
    'calendar_over',
    'request_known',
    'request_finished',
  ]) {
    assert.ok(outcomes.has(outcome), `the simulation never met '${outcome}'; it met ${[...outcomes].join(', ')}`);
  }
});

test('one seed gives one run', () => {
  assert.deepEqual(simulate({ seed: 7, steps: 120 }).journal.head, simulate({ seed: 7, steps: 120 }).journal.head);
  assert.notDeepEqual(simulate({ seed: 7, steps: 120 }).journal.head, simulate({ seed: 8, steps: 120 }).journal.head);
});
