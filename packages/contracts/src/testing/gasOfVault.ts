import { type Address, encodeFunctionData, type Hex } from 'viem';
import { modelKey, type SettlementRow, stakingVaultAbi, VAULT_PARAMETERS } from '../index.ts';
import { HOUR, type TestVault, testVault, tokens } from './vaultForTests.ts';

/** Gas of one step of the vault, as its receipt says. */
export type GasOfStep = Readonly<Record<string, number>>;

/** A model's name in the measurements. */
const MODEL = 'gas';

/** The steps of one participant, in the order of a stake's life; the vault has been in use before, as it is in ordinary life. */
export async function gasOfParticipant(): Promise<GasOfStep> {
  const vault = await testVault();
  try {
    const { alice, bob, owner } = vault;
    const gas: Record<string, number> = {};
    const used = async (name: string, step: Promise<{ gasUsed: bigint }>): Promise<void> => {
      gas[name] = Number((await step).gasUsed);
    };
    await vault.send(owner, 'fund', tokens(10_000));
    await vault.deposit(bob, MODEL, tokens(100));
    await used('deposit, a new stake', vault.deposit(alice, MODEL, tokens(100)));
    await used('deposit, more in the same round', vault.deposit(alice, MODEL, tokens(100)));
    const first = await vault.closeRound();
    await used('deposit, more in a later round', vault.deposit(alice, MODEL, tokens(100)));
    await used('deposit with permit, a new stake', permitDeposit(vault, vault.carol));
    const stakers = [alice, bob];
    const rows = stakers.map((account) => vault.row(account, MODEL, tokens(1), tokens(0.5)));
    const tree = await vault.settle({ round: first, rows, payout: tokens(2), burn: tokens(1) });
    await vault.waitUntilFinal();
    await used('claim, the first time', vault.claim(tree, alice, MODEL));
    const second = await vault.closeRound();
    const later = await vault.settle({
      round: second,
      rows: stakers.map((account) => vault.row(account, MODEL, tokens(2), tokens(1))),
      payout: tokens(2),
      burn: tokens(1),
    });
    await vault.waitUntilFinal();
    await used('claim, again', vault.claim(later, alice, MODEL));
    await used('release', vault.release(alice, MODEL, tokens(50)));
    await used('release, a second one', vault.release(alice, MODEL, tokens(50)));
    await used('withdraw', vault.withdraw(alice, MODEL));
    return gas;
  } finally {
    await vault.chain.close();
  }
}

async function permitDeposit(vault: TestVault, account: Address): Promise<{ gasUsed: bigint }> {
  const { signature, deadline } = await signPermit(vault, account, tokens(100));
  return vault.send(account, 'depositWithPermit', modelKey(MODEL), tokens(100), deadline, ...signature);
}

/** A permit of an unlocked account, in the parts that `depositWithPermit` takes. */
export async function signPermit(
  { chain, token, vault, identity }: TestVault,
  account: Address,
  value: bigint,
): Promise<{ signature: readonly [v: number, r: Hex, s: Hex]; deadline: bigint }> {
  const deadline = BigInt((await chain.now()) + HOUR);
  // What the token itself counts; no permit has been used before.
  const message = { owner: account, spender: vault, value: `${value}`, nonce: '0', deadline: `${deadline}` };
  const field = (name: string, type: string) => ({ name, type });
  const typed = {
    domain: { name: 'Test token', version: '1', chainId: identity.chainId, verifyingContract: token },
    types: {
      EIP712Domain: [
        field('name', 'string'),
        field('version', 'string'),
        field('chainId', 'uint256'),
        field('verifyingContract', 'address'),
      ],
      Permit: [
        field('owner', 'address'),
        field('spender', 'address'),
        field('value', 'uint256'),
        field('nonce', 'uint256'),
        field('deadline', 'uint256'),
      ],
    },
    primaryType: 'Permit',
    message,
  };
  const hex = await chain.request<Hex>('eth_signTypedData_v4', [account, JSON.stringify(typed)]);
  const part = (from: number, to: number): Hex => `0x${hex.slice(2 + 2 * from, 2 + 2 * to)}`;
  return { signature: [Number(part(64, 65)), part(0, 32), part(32, 64)], deadline };
}

/** Gas of a claim that takes up so many rounds at once. */
export async function gasOfClaimAfter(rounds: number): Promise<number> {
  const vault = await testVault();
  try {
    const { alice, bob, owner } = vault;
    await vault.send(owner, 'fund', tokens(10_000));
    for (const account of [alice, bob]) await vault.deposit(account, MODEL, tokens(1_000));
    const settle = async (total: number) => {
      const round = await vault.closeRound();
      const rows = [alice, bob].map((account) => vault.row(account, MODEL, tokens(2 * total), tokens(total)));
      const tree = await vault.settle({ round, rows, payout: tokens(4), burn: tokens(2) });
      await vault.waitUntilFinal();
      return tree;
    };
    const before = await settle(1);
    for (const account of [alice, bob]) await vault.claim(before, account, MODEL);
    let tree = before;
    for (let round = 2; round <= rounds + 1; round += 1) tree = await settle(round);
    return Number((await vault.claim(tree, alice, MODEL)).gasUsed);
  } finally {
    await vault.chain.close();
  }
}

export interface GasOfSettlement {
  readonly stakes: number;
  /** The very first settlement of a vault writes slots that later ones change. */
  readonly first: number;
  readonly later: number;
  /** A claim in this tree: its proof is as long as the tree is high. */
  readonly claim: number;
}

/** Settles three rounds of a vault with so many stakes, each of its own model, with leaves that all change. */
export async function gasOfSettlement(stakes: number): Promise<GasOfSettlement> {
  const vault = await testVault({ parameters: VAULT_PARAMETERS.daily });
  try {
    const { alice, chain, owner } = vault;
    await vault.send(owner, 'fund', tokens(100_000));
    const names = Array.from({ length: stakes }, (_, i) => `${MODEL} ${i}`);
    await depositAll(vault, names);
    const gas: number[] = [];
    let claim = 0;
    for (let total = 1; total <= 3; total += 1) {
      await vault.send(vault.settler, 'announceRounds', [(await chain.now()) + 25 * HOUR]);
      await chain.advance(25 * HOUR);
      const rows = names.map((name, i): SettlementRow => {
        return vault.row(alice, name, i % 2 === 0 ? tokens(0.01 * total) : 0n, i % 2 === 1 ? tokens(0.01 * total) : 0n);
      });
      const half = BigInt(stakes / 2);
      const tree = vault.treeOf(rows);
      const sums = [tokens(0.01) * half, tokens(0.01) * half] as const;
      gas.push(Number((await vault.send(vault.settler, 'settle', total, tree.root, ...sums, PLAN)).gasUsed));
      await vault.waitUntilFinal();
      claim = Number((await vault.claim(tree, alice, names[0] as string)).gasUsed);
    }
    return { stakes, first: gas[0] as number, later: gas[2] as number, claim };
  } finally {
    await vault.chain.close();
  }
}

const PLAN: Hex = `0x${'ab'.repeat(32)}`;

/** One deposit for each model, 50 in a transaction. */
async function depositAll({ send, alice }: TestVault, names: readonly string[]): Promise<void> {
  for (let i = 0; i < names.length; i += 50) {
    const calls = names.slice(i, i + 50).map((name) => {
      const args = [modelKey(name), tokens(1)] as const;
      return encodeFunctionData({ abi: stakingVaultAbi, functionName: 'deposit', args });
    });
    await send(alice, 'multicall', calls);
  }
}

/** Gas of an announcement of so many rounds at once, in a vault that has had some. */
export async function gasOfAnnouncement(rounds: number): Promise<number> {
  const vault = await testVault({ parameters: VAULT_PARAMETERS.daily });
  try {
    await vault.closeRound();
    const now = await vault.chain.now();
    const closes = Array.from({ length: rounds }, (_, i) => now + (i + 1) * 24 * HOUR);
    return Number((await vault.send(vault.settler, 'announceRounds', closes)).gasUsed);
  } finally {
    await vault.chain.close();
  }
}
