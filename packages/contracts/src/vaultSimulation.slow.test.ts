import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Compiled, compile } from '../compile.ts';
import { PLANTED_BUGS, type PlantedBug } from './testing/plantedBugs.ts';
import { type SimulationResult, simulateVault } from './testing/vaultSimulation.ts';

const IS_LONG = process.env.ROBATA_LONG === '1';
/** Runs of 1,000 operations, each on a chain of its own. */
const RUNS = IS_LONG ? 100 : 1;
const OPERATIONS = 1_000;

test(`${RUNS * OPERATIONS} random operations do to the contract what they do to the model`, async () => {
  const total: Record<string, Record<string, number>> = {};
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { kinds, mismatch } = await simulateVault({ seed, operations: OPERATIONS });
    assert.equal(mismatch, null);
    for (const [kind, outcomes] of Object.entries(kinds)) {
      const known = (total[kind] ??= {});
      for (const [outcome, count] of Object.entries(outcomes)) known[outcome] = (known[outcome] ?? 0) + count;
    }
  }
  // It says something only where each thing was done, and refused, often enough.
  for (const kind of ['deposit', 'release', 'claim', 'withdraw', 'fund', 'announceRounds', 'settle', 'veto', 'pause']) {
    assert.ok((total[kind]?.done ?? 0) >= RUNS * 2, `${kind} was done ${total[kind]?.done ?? 0} times`);
  }
  assert.ok((total.claim?.WrongProof ?? 0) > 0 && (total.dispute?.NoFault ?? 0) > 0);
  assert.ok((total.deposit?.TooLittle ?? 0) > 0);
});

/** The contract with a bug in it. */
function withBug({ name, file, from, to }: PlantedBug): Compiled {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  assert.ok(source.includes(from), `${name}: the place is gone`);
  const { StakingVault } = compile(['contracts/StakingVault.sol'], { [file]: source.replace(from, to) });
  return StakingVault as Compiled;
}

/** Plays until a difference shows, at most so many operations. */
async function found(bytecode: `0x${string}`, operations: number): Promise<SimulationResult['mismatch']> {
  for (let seed = 1; seed <= operations / OPERATIONS; seed += 1) {
    const { mismatch } = await simulateVault({ seed, operations: OPERATIONS, bytecode });
    if (mismatch !== null) return mismatch;
  }
  return null;
}

/** A compilation takes three seconds: CI plants one. */
const planted = IS_LONG ? PLANTED_BUGS : PLANTED_BUGS.slice(0, 1);

for (const bug of planted) {
  test(`the simulation finds a planted bug: ${bug.name}`, async () => {
    const mismatch = await found(withBug(bug).bytecode, 20_000);
    assert.notEqual(mismatch, null);
  });
}

test('the list of planted bugs fits the sources', () => {
  for (const { name, file, from } of PLANTED_BUGS) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    assert.equal(source.split(from).length, 2, `${name}: its place stands there once`);
  }
});
