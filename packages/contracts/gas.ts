/** Measures the vault's gas on the local EVM and writes `docs/gas.md`. `npx node packages/contracts/gas.ts` */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Compiled } from './compile.ts';
import { gasOfAnnouncement, gasOfClaimAfter, gasOfParticipant, gasOfSettlement } from './src/testing/gasOfVault.ts';

/**
 * Numerai's, measured on the same local EVM: github.com/numerai/tournament-contracts at 9b49855, compiled as its package.json says (solc
 * 0.5.12, 500 runs) with the mock of NMR that comes with it, to which one function that it lacks was added (`contractUpgradable`, false).
 * Without the proxies and the token's delegate that stand before them on the chain, which cost more. None of that code is in this repository.
 */
const NUMERAI = {
  createRound: 80_321,
  stake: 81_183,
  stakeMore: 64_083,
  resolve: 84_919,
  resolveBatch: { 10: 455_966, 100: 4_117_358 },
  stakeOnBehalfBatchOf100: 3_844_011,
  agreementCreate: 375_008,
  agreementStake: 89_812,
  agreementStakeMore: 55_684,
  agreementReward: 73_088,
  agreementPunish: 82_931,
  agreementRelease: 62_086,
} as const;

const STAKERS = 5_000;
const GWEI = 10;

const round = (gas: number): string => Math.round(gas).toLocaleString('en-US');
const row = (...cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => (typeof cell === 'number' ? round(cell) : cell)).join(' | ')} |`;

async function report(): Promise<string> {
  const { deployedBytes } = JSON.parse(
    readFileSync(new URL('artifacts/StakingVault.json', import.meta.url), 'utf8'),
  ) as Compiled;
  const participant = await gasOfParticipant();
  const step = (name: string): number => participant[name] as number;
  const claims: [rounds: number, gas: number][] = [];
  for (const rounds of [1, 10, 100]) claims.push([rounds, await gasOfClaimAfter(rounds)]);
  const settlements = [];
  for (const stakes of [10, 100, 1_000, 10_000]) settlements.push(await gasOfSettlement(stakes));
  const announced = (await gasOfAnnouncement(52)) / 52;
  const settle = settlements.at(-1)?.later as number;
  const proof = settlements.at(-1)?.claim as number;

  /** Of a year with so many rounds and STAKERS stakes, in millions. */
  const year = (rounds: number) => {
    const perRound = settle + announced;
    const batches = STAKERS / 100;
    const v3 = NUMERAI.createRound + batches * (NUMERAI.stakeOnBehalfBatchOf100 + NUMERAI.resolveBatch[100]);
    const agreements = (STAKERS * (NUMERAI.agreementReward + NUMERAI.agreementPunish)) / 2;
    return { ours: rounds * perRound, v3: rounds * v3, agreements: rounds * agreements };
  };
  const claimsOfYear = (times: number): number => STAKERS * times * Math.max(proof, ...claims.map(([, gas]) => gas));
  const ether = (gas: number): string => {
    const value = (gas * GWEI) / 1e9;
    return value < 10 ? value.toFixed(2) : round(value);
  };
  const yearRow = (name: string, rounds: number): string => {
    const { ours, v3, agreements } = year(rounds);
    const cell = (gas: number): string => `${(gas / 1e6).toFixed(gas < 1e9 ? 1 : 0)} M (${ether(gas)} ETH)`;
    return row(name, cell(ours), cell(v3), cell(agreements));
  };

  return `# Gas of the staking vault

Written by \`npx node packages/contracts/gas.ts\`, measured on the local EVM from npm (Hardhat 3.18, its current hard fork) with an OpenZeppelin ERC-20.
The vault has ${round(deployedBytes)} bytes (limit 24,576), compiled with solc 0.8.37, optimizer at 200 runs. Gas as the receipts say, transaction included.

## A participant

| step | Robata | Numerai, NumeraiTournamentV3 | Numerai, agreement per model (SimpleGriefing) |
| --- | ---: | ---: | ---: |
${[
  row(
    'deposit, a new stake',
    step('deposit, a new stake'),
    `${round(NUMERAI.stake)} (each round anew)`,
    `${round(NUMERAI.agreementStake)} (${round(NUMERAI.agreementCreate)} with its creation, on behalf)`,
  ),
  row(
    'deposit, more in the same round',
    step('deposit, more in the same round'),
    NUMERAI.stakeMore,
    NUMERAI.agreementStakeMore,
  ),
  row(
    'deposit, more in a later round',
    step('deposit, more in a later round'),
    NUMERAI.stake,
    NUMERAI.agreementStakeMore,
  ),
  row('deposit with permit (no approval before it)', step('deposit with permit, a new stake'), '–', '–'),
  row(
    'release, requested',
    step('release'),
    '– (ends with the round)',
    `${round(NUMERAI.agreementRelease)} (by the operator)`,
  ),
  row('withdrawal', step('withdraw'), '– (part of the resolution)', '– (part of the release)'),
  row('claim, the first', step('claim, the first time'), '–', '–'),
  ...claims.map(([rounds, gas]) =>
    row(`claim, gain and loss, ${rounds} ${rounds === 1 ? 'round' : 'rounds'} after the last`, gas, '–', '–'),
  ),
  row('claim of a gain among 10,000 stakes', proof, '–', '–'),
].join('\n')}

Both of Numerai's need an approval before the first stake; so does a deposit without permit.

## The operator, one round

| stakes | Robata: settle, first of a vault | Robata: settle, later | Numerai V3: resolve in batches of 100 (of 10 for 10) | Numerai agreements: reward or punish each |
| ---: | ---: | ---: | ---: | ---: |
${settlements
  .map(({ stakes, first, later }) =>
    row(
      stakes,
      first,
      later,
      stakes === 10 ? NUMERAI.resolveBatch[10] : (stakes / 100) * NUMERAI.resolveBatch[100],
      (stakes * (NUMERAI.agreementReward + NUMERAI.agreementPunish)) / 2,
    ),
  )
  .join('\n')}

Announcing a round's close: ${round(announced)} gas a round in a call for 52 of them (Numerai's createRound: ${round(NUMERAI.createRound)}). One stake resolved alone costs ${round(NUMERAI.resolve)} there.

## A year of the operator with ${round(STAKERS)} stakers

In brackets: ether at ${GWEI} gwei.

| schedule | Robata | Numerai V3 (staked on behalf and resolved in batches of 100) | Numerai agreements (one transaction a stake) |
| --- | ---: | ---: | ---: |
${yearRow('weekly, 52 rounds', 52)}
${yearRow('daily, five a week, 260 rounds', 260)}

What the operator saves is not all free: whoever wants a payout or leaves sends a claim. If each of the ${round(STAKERS)} stakers claims four times a year that is
${round(claimsOfYear(4) / 1e6)} M gas (${ether(claimsOfYear(4))} ETH) of theirs, whatever the schedule; and a claim may wait for years.

**Numerai's figures** are measured, not published: github.com/numerai/tournament-contracts at commit 9b49855 compiled as it says (solc 0.5.12, 500 runs) and run on the same EVM with the mock of NMR that comes with
it (one missing view function added), called directly. On the chain a proxy and the token's delegate come on top. For 1,000 and 10,000 stakes and for the year the batches of 100 are added up; half of the stakes gain and half lose.
Their contracts do another thing at the resolution: they pay out and burn each stake at once, where ours waits for its claim.
`;
}

const text = await report();
writeFileSync(new URL('../../docs/gas.md', import.meta.url), text);
process.stdout.write(text);
