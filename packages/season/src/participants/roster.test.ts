import assert from 'node:assert/strict';
import test from 'node:test';
import { pearsonCorrelation } from '@robata/kernels';
import type { ParticipantKind } from './participant.ts';
import { noiseById } from './randomness.ts';
import { type Roster, createRoster } from './roster.ts';
import { toyCatalogue, toyEra, toyLive } from './testing/toyMarket.ts';

const TARGETS = ['nomi_20', 'janet_20', 'nomi_60'];
const ROWS = 150;
const catalogue = toyCatalogue();
const columns = catalogue.features.length;
const options = { models: 24, catalogue, targets: TARGETS, seed: 7, schedule: 'weekly' } as const;
const live = toyLive(40, ROWS, columns);
const foresight = { specificReturns: noiseById('returns', live.ids) };

function taught(roster: Roster): Roster {
  for (let position = 0; position < 28; position += 1) roster.learn(toyEra(position, ROWS, columns, TARGETS));
  return roster;
}

const roster = taught(createRoster(options));
const predictions = roster.predict(live, foresight);
const of = (name: string) => predictions[roster.participants.findIndex((p) => p.name === name)];

test('the roster stands in the order of the design', () => {
  const kinds: ParticipantKind[] = [
    'example',
    'copycat',
    'random',
    'pair',
    'pair',
    'ridge',
    'trees',
    'momentum',
    'reversal',
    'neutralized',
    'planted',
    'whale',
    'ensemble',
    'factor',
  ];
  const more: ParticipantKind[] = ['ridge', 'factor', 'ridge', 'trees', 'factor', 'ridge', 'factor', 'random'];
  assert.deepEqual(
    roster.participants.map((p) => p.kind),
    [...kinds, ...more, 'ridge', 'factor'],
  );
});

test('value takes the fourteenth place where the panel has reports', () => {
  const { participants } = createRoster({ ...options, catalogue: toyCatalogue({ hasReports: true }) });
  assert.equal(participants[13].kind, 'value');
  assert.equal(participants[13].name, 'value');
});

test('a roster of N is the first N of a longer one, to the bit', () => {
  for (const models of [0, 1, 5, 12]) {
    const shorter = taught(createRoster({ ...options, models }));
    assert.deepEqual(
      shorter.participants.map((p) => p.name),
      roster.participants.slice(0, models).map((p) => p.name),
    );
    assert.deepEqual(shorter.predict(live, foresight), predictions.slice(0, models));
  }
});

test('three hundred names are distinct, and no two descriptions of learners are', () => {
  const { participants } = createRoster({ ...options, models: 300, catalogue: toyCatalogue({ nameless: 12 }) });
  assert.equal(new Set(participants.map((p) => p.name)).size, 300);
  const ridges = participants.filter((p) => p.kind === 'ridge' && !p.name.startsWith('ridge_half'));
  assert.equal(new Set(ridges.map((p) => p.description)).size, ridges.length);
});

test('every prediction is a number in (0, 1), one per id, and says something', () => {
  assert.equal(predictions.length, 24);
  for (const [k, values] of predictions.entries()) {
    assert.equal(values.length, ROWS);
    assert.ok(
      values.every((p) => p > 0 && p < 1),
      roster.participants[k].name,
    );
    assert.ok(new Set(values).size > 4, roster.participants[k].name);
  }
});

test('the copycat submits the example, the pair adds up to one, at equal stakes', () => {
  assert.deepEqual(of('copycat'), of('example'));
  assert.notEqual(of('copycat'), of('example'), 'in an array of its own');
  const [p, q] = [of('pair_p'), of('pair_1_minus_p')];
  assert.ok(p.every((x, i) => x + q[i] === 1));
  const pair = roster.participants.filter(({ kind }) => kind === 'pair');
  assert.equal(pair[0].initialStake, pair[1].initialStake);
});

test('stakes: the whale holds a fifth, everybody something, noise and copies the least', () => {
  const stake = (name: string) => Number(roster.participants.find((p) => p.name === name)?.initialStake);
  const total = roster.participants.reduce((sum, p) => sum + Number(p.initialStake), 0);
  assert.ok(Math.abs(stake('whale') / total - 0.2) < 1e-4);
  assert.ok(roster.participants.every((p) => p.initialStake > 0n));
  assert.ok(stake('random') === stake('copycat') && stake('copycat') < stake('momentum'));
  assert.ok(stake('momentum') < stake('ridge') && stake('ridge') < stake('whale'));
});

test('nobody but the planted one changes with the future', () => {
  const other = { specificReturns: noiseById('another future', live.ids) };
  for (const future of [other, null]) {
    const again = taught(createRoster(options)).predict(live, future);
    for (const [k, { name, kind }] of roster.participants.entries()) {
      if (kind === 'planted') assert.notDeepEqual(again[k], predictions[k]);
      else assert.deepEqual(again[k], predictions[k], name);
    }
  }
});

test('honest participants are not handed the foresight at all', () => {
  const watched = createRoster(options);
  for (const participant of watched.participants) {
    if (participant.kind === 'planted') continue;
    participant.predict = (...given: unknown[]) => {
      assert.deepEqual(given, [live], participant.name);
      return new Float64Array(ROWS);
    };
  }
  watched.predict(live, foresight);
});

test('the seed changes noise and trees, but neither ridges nor factors', () => {
  const other = taught(createRoster({ ...options, seed: 8 })).predict(live, foresight);
  const changed = roster.participants.filter((_, k) => predictions[k].some((p, i) => p !== other[k][i]));
  const kinds = new Set(changed.map((p) => p.kind));
  assert.deepEqual([...kinds].sort(), ['ensemble', 'neutralized', 'planted', 'random', 'trees']);
});

test('the order of rows does not matter', () => {
  const features = new Int8Array(live.features.length);
  for (let j = 0; j < columns; j += 1) {
    features.set(live.features.slice(j * ROWS, (j + 1) * ROWS).reverse(), j * ROWS);
  }
  const reversed = { position: live.position, ids: live.ids.toReversed(), features };
  const again = taught(createRoster(options)).predict(reversed, {
    specificReturns: foresight.specificReturns.toReversed(),
  });
  for (const [k, { name }] of roster.participants.entries()) {
    const back = again[k].toReversed();
    assert.ok(pearsonCorrelation(back, predictions[k]) > 1 - 1e-9, name);
  }
});

test('learners point where the eras lean, randoms nowhere', () => {
  const leader = Float64Array.from(live.features.subarray(0, ROWS), (bin) => (bin < 0 ? 2 : bin));
  for (const name of ['example', 'ridge', 'trees', 'whale', 'ensemble', 'pair_p']) {
    assert.ok(pearsonCorrelation(of(name), leader) > 0.6, name);
  }
  assert.ok(Math.abs(pearsonCorrelation(of('random'), leader)) < 0.3);
});

test('an era of another release, and a roster without targets, are refused', () => {
  assert.throws(() => roster.predict({ ...live, features: live.features.subarray(1) }, null), /bins do not fit/);
  assert.throws(() => createRoster({ ...options, targets: [] }), /at least one target/);
  assert.throws(() => createRoster({ ...options, catalogue: { features: [] } }), /the catalogue lacks momentum/);
});
