import assert from 'node:assert/strict';
import { type Address, decodeFunctionResult, encodeFunctionData, type Hex, keccak256, numberToHex } from 'viem';
import {
  modelKey,
  type SettlementRow,
  type SettlementTree,
  settlementLeafHash,
  settlementTree,
  stakingVaultAbi,
  VAULT_PARAMETERS,
  type VaultParameters,
} from '../index.ts';
import { randomSource } from './randomSource.ts';
import { type ModelLeaf, type ModelPosition, type Outcome, VaultModel } from './vaultModel.ts';
import { DAY, HOUR, refusal, type StakeView, type TestVault, testVault } from './vaultForTests.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly operations: number;
  readonly bytecode?: Hex | undefined;
}

export interface SimulationResult {
  /** By kind: how many were done, and how many refused, by reason (the same by both). */
  readonly kinds: Record<string, Record<string, number>>;
  /** The first difference between the contract and the model; null where there is none. */
  readonly mismatch: string | null;
}

const PARAMETERS: readonly VaultParameters[] = [
  {
    ...VAULT_PARAMETERS.weekly,
    settleWindow: 6 * DAY,
    releaseDelay: 8 * DAY,
    silence: 30 * DAY,
    spacing: HOUR,
    leastDeposit: 0n,
  },
  {
    ...VAULT_PARAMETERS.daily,
    clip: 0.25e12,
    settleWindow: 4 * DAY,
    releaseDelay: 5 * DAY,
    silence: 30 * DAY,
    leastDeposit: 20n,
  },
  {
    ...VAULT_PARAMETERS.weekly,
    clip: 123_456_789_012,
    challengeDelay: HOUR,
    releaseDelay: 40 * DAY,
    silence: 45 * DAY,
    releasesEarly: false,
    leastDeposit: 10n ** 9n,
  },
];
const MODELS = ['a', 'b'];
const NEVER_ANNOUNCED = { call: '0x', name: 'none', args: [] } as const;

interface Operation {
  readonly kind: string;
  readonly from: Address;
  readonly call: readonly [name: string, ...args: unknown[]];
  readonly model: (now: number) => Outcome;
  /** The stake that it touches. */
  readonly touches?: Stake;
  /** The change that it announces. */
  readonly announces?: Change;
  /** The tree whose root it sends. */
  readonly sends?: SettlementTree;
}

interface Change {
  readonly call: Hex;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Stake {
  readonly account: Address;
  readonly model: string;
  readonly key: string;
}

/**
 * Plays random operations of everybody, honest and not, against the contract and against `VaultModel`, and compares outcome (the very error),
 * the touched stake and all sums after each, and everything every 40. Stops at the first difference. The same seed plays the same.
 */
export async function simulateVault({ seed, operations, bytecode }: SimulationOptions): Promise<SimulationResult> {
  const random = randomSource(seed);
  const first = PARAMETERS[random(PARAMETERS.length)] as VaultParameters;
  const vault = await testVault({ parameters: first, bytecode });
  const kinds: SimulationResult['kinds'] = {};
  try {
    const play = new Play(vault, random, first, vault.deployedAt);
    for (let step = 0; step < operations; step += 1) {
      const operation = play.next();
      const now = (await vault.chain.now()) + play.wait();
      const expected = operation.model(now);
      const outcome = await refusal(play.send(operation, now));
      const counts = (kinds[operation.kind] ??= {});
      const reason = expected.replace(/\(.*/, '');
      counts[reason] = (counts[reason] ?? 0) + 1;
      try {
        assert.equal(outcome, expected, 'outcome');
        await play.compare(
          now,
          step % 40 === 39 ? play.stakes : operation.touches === undefined ? [] : [operation.touches],
        );
      } catch (cause) {
        const call = JSON.stringify(operation.call, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
        return {
          kinds,
          mismatch: `seed ${seed}, step ${step}, ${operation.kind} ${call}: ${(cause as Error).message}`,
        };
      }
      play.after(operation, expected);
    }
    return { kinds, mismatch: null };
  } finally {
    await vault.chain.close();
  }
}

/** One run: what it knows of trees and announced calls, and the choice of the next operation. */
class Play {
  readonly stakes: readonly Stake[];
  readonly #vault: TestVault;
  readonly #random: (below: number) => number;
  readonly #model: VaultModel;
  /** All trees that were ever sent, and some that were not. */
  readonly #trees: SettlementTree[] = [];
  #announced: readonly Change[] = [];
  #wait = 1;

  constructor(vault: TestVault, random: (below: number) => number, parameters: VaultParameters, deployedAt: number) {
    this.#vault = vault;
    this.#random = random;
    this.#model = new VaultModel(parameters, deployedAt, 7 * DAY);
    this.#knownNow = deployedAt;
    this.stakes = [vault.alice, vault.bob, vault.carol].flatMap((account) =>
      MODELS.map((model) => ({ account, model, key: `${account} ${model}` })),
    );
  }

  wait(): number {
    return this.#wait;
  }

  async send({ from, call: [functionName, ...args] }: Operation, now: number): Promise<void> {
    const { chain, vault } = this.#vault;
    const data = encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never);
    await chain.request('evm_setNextBlockTimestamp', [numberToHex(now)]);
    await chain.request('eth_sendTransaction', [{ from, to: vault, data, gas: '0x989680', gasPrice: '0x0' }]);
  }

  after(operation: Operation, outcome: Outcome): void {
    if (operation.sends !== undefined && (outcome === 'done' || this.#random(20) === 0))
      this.#trees.push(operation.sends);
    if (outcome === 'done' && operation.announces !== undefined) {
      this.#announced = [...this.#announced, operation.announces].slice(-6);
    }
  }

  next(): Operation {
    const random = this.#random;
    const now = this.#knownNow;
    this.#wait = this.#someWait(now);
    const rounds = this.#model.rounds;
    const settled = this.#model.settlements.at(-1)?.round ?? 0;
    const dice = random(100);
    const stake = this.#pick(this.stakes);
    // The vault's life is kept going: its treasury is filled, rounds are announced and settled most of the time.
    if (now < this.#model.pausedUntil && random(8) === 0) return this.#pauseOrUnpause('unpause');
    if (this.#model.treasury === 0n && random(2) === 0) return this.#fund();
    if (this.#model.closed(now) === rounds.length && random(3) > 0) return this.#announceRounds(now);
    if (this.#model.closed(now) > settled && !this.#model.isPending(now) && random(3) === 0) return this.#settle(now);
    if (this.#model.isPending(now) && random(6) === 0) return this.#dispute(stake);
    if (dice < 16) return this.#deposit(stake);
    if (dice < 26) return this.#release(stake);
    if (dice < 50) return this.#claim(stake);
    if (dice < 66) return this.#withdraw(stake);
    if (dice < 69) return this.#restake(stake);
    if (dice < 71) return this.#compounding(stake);
    if (dice < 74) return this.#exit(stake);
    if (dice < 78) return this.#fund();
    if (dice < 79) return this.#sendBurned();
    if (dice < 84) return this.#dispute(stake);
    if (dice < 86) return this.#veto();
    if (dice < 87) return this.#pauseOrUnpause('pause');
    if (dice < 89) return this.#pauseOrUnpause('unpause');
    if (dice < 92) return this.#announceRounds(now);
    if (dice < 94) return this.#settle(now);
    if (dice < 96) return this.#announceChange();
    if (dice < 98) return this.#carryOutOrCancel();
    return this.#intruder();
  }

  /** Mostly minutes, at times hours or weeks; and often just before, at or after a moment at which something changes. */
  #someWait(now: number): number {
    const random = this.#random;
    if (random(6) === 0) {
      const moments = this.#model.moments(now).map((moment) => moment + random(3) - 1);
      const ahead = moments.filter((moment) => moment > now && moment < now + 2 * DAY);
      if (ahead.length > 0) return this.#pick(ahead) - now;
    }
    if (random(3) > 0) return 1 + random(600);
    return random(60) === 0 ? random(40) * DAY + 1 : 1 + random(12 * HOUR);
  }

  /** The time of the last operation: what a chooser can know. */
  #knownNow: number;

  async compare(now: number, touched: readonly Stake[]): Promise<void> {
    this.#knownNow = now;
    const model = this.#model;
    const names = ['funds', 'reserves', 'burnedHeld', 'clock', 'liabilities', 'roundCounts'] as const;
    const calls: (readonly [string, ...unknown[]])[] = [
      ...names.map((name) => [name] as const),
      ...touched.flatMap(({ account, model: id }) => [
        ['stakeOf', account, modelKey(id)] as const,
        ['releasesOf', account, modelKey(id)] as const,
      ]),
    ];
    const round = 1 + this.#random(model.rounds.length + 1);
    const [asked] = touched;
    if (asked !== undefined) {
      calls.push(['atRisk', asked.account, modelKey(asked.model), round], ['totalAtRisk', round]);
    }
    const answers = await this.#read(calls);
    const [funds, reserves, burnedHeld, clock, liabilities, counts] = answers as [
      readonly bigint[],
      readonly bigint[],
      bigint,
      readonly unknown[],
      bigint,
      readonly number[],
    ];
    assert.deepEqual(funds, [model.staked(), model.treasury], 'funds');
    assert.deepEqual(reserves, [model.reserved.payout, model.reserved.burn], 'reserves');
    assert.equal(burnedHeld, model.burnedHeld, 'burnedHeld');
    assert.equal(clock[1], model.finalAt, 'finalAt');
    assert.deepEqual(clock.slice(3, 5), [model.pausedUntil, model.pausableFrom], 'pauses');
    assert.equal(liabilities, model.tokens, 'what is owed is what came and has not left');
    assert.equal(await this.#vault.balanceOf(this.#vault.vault), model.tokens, 'what is held is what is owed');
    assert.deepEqual(counts, [model.rounds.length, model.closed(now)], 'roundCounts');
    touched.forEach((stake, i) => {
      const [view, releases] = answers.slice(names.length + 2 * i) as [StakeView, readonly object[]];
      this.#compareStake(stake, view, releases, now);
    });
    if (asked !== undefined) {
      const [atRisk, total] = answers.slice(-2);
      const { active, stakes } = model.totalAtRisk(round);
      assert.equal(atRisk, model.atRisk(model.position(asked.key), round), 'atRisk');
      assert.deepEqual(total, [active, stakes], 'totalAtRisk');
    }
  }

  #compareStake({ key }: Stake, view: StakeView, releases: readonly object[], now: number): void {
    const model = this.#model;
    const position = model.position(key);
    const expected: StakeView = {
      active: model.active(position),
      pending: model.pendingOf(position),
      available: position.available,
      withdrawable: model.due(position, now).amount + position.available,
      synced: position.synced,
      paid: position.paid,
      burned: position.burned,
      compounds: position.compounds,
      unproved: model.isUnproved(position, now),
    };
    assert.deepEqual({ ...view }, expected, key);
    assert.deepEqual(
      releases.map((release) => ({ ...release })),
      position.releases.map((release) => ({ ...release })),
      `releases of ${key}`,
    );
  }

  async #read(calls: readonly (readonly [string, ...unknown[]])[]): Promise<unknown[]> {
    const encoded = calls.map(([functionName, ...args]) =>
      encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never),
    );
    const results = await this.#vault.read<readonly Hex[]>('multicall', encoded);
    return results.map((data, i) =>
      decodeFunctionResult({ abi: stakingVaultAbi, functionName: calls[i]?.[0], data } as never),
    );
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random(values.length)] as T;
  }

  /** Mostly tokens, at times single units, at times nothing. */
  #amount(): bigint {
    const random = this.#random;
    const shape = random(12);
    if (shape === 0) return 0n;
    if (shape < 4) return BigInt(1 + random(50));
    return BigInt(1 + random(1_000_000)) * 10n ** BigInt(random(16)) + BigInt(random(1_000));
  }

  /** What comes in: as `#amount`, and at times just enough, or a unit too little. */
  #incoming(): bigint {
    const { leastDeposit } = this.#model.parameters;
    return leastDeposit > 0n && this.#random(8) === 0 ? leastDeposit - BigInt(this.#random(2)) : this.#amount();
  }

  /** Of what is there: a part, all, or one unit too much. */
  #partOf(held: bigint): bigint {
    const shape = this.#random(8);
    if (shape === 0) return held + 1n;
    if (shape < 3) return held;
    return (held * BigInt(1 + this.#random(100))) / 100n;
  }

  #deposit({ account, model, key }: Stake): Operation {
    const amount = this.#incoming();
    return {
      kind: 'deposit',
      from: account,
      call: ['deposit', modelKey(model), amount],
      model: (now) => this.#model.deposit(key, amount, now),
      touches: { account, model, key },
    };
  }

  #release(stake: Stake): Operation {
    const amount = this.#partOf(this.#model.active(this.#model.position(stake.key)));
    return {
      kind: 'release',
      from: stake.account,
      call: ['release', modelKey(stake.model), amount],
      model: (now) => this.#model.release(stake.key, amount, now),
      touches: stake,
    };
  }

  #withdraw(stake: Stake): Operation {
    return {
      kind: 'withdraw',
      from: stake.account,
      call: ['withdraw', modelKey(stake.model)],
      model: (now) => this.#model.withdraw(stake.key, now),
      touches: stake,
    };
  }

  #restake(stake: Stake): Operation {
    const amount = this.#partOf(this.#model.position(stake.key).available);
    return {
      kind: 'restake',
      from: stake.account,
      call: ['restake', modelKey(stake.model), amount],
      model: (now) => this.#model.restake(stake.key, amount, now),
      touches: stake,
    };
  }

  #compounding(stake: Stake): Operation {
    const compounds = this.#random(2) === 0;
    return {
      kind: 'setCompounding',
      from: stake.account,
      call: ['setCompounding', modelKey(stake.model), compounds],
      model: () => this.#model.setCompounding(stake.key, compounds),
      touches: stake,
    };
  }

  #exit(stake: Stake): Operation {
    return {
      kind: 'exit',
      from: stake.account,
      call: ['exit', modelKey(stake.model)],
      model: (now) => this.#model.exit(stake.key, now),
      touches: stake,
    };
  }

  #fund(): Operation {
    const amount = this.#amount() * 10n;
    return { kind: 'fund', from: this.#vault.owner, call: ['fund', amount], model: () => this.#model.fund(amount) };
  }

  #sendBurned(): Operation {
    return {
      kind: 'sendBurned',
      from: this.#vault.stranger,
      call: ['sendBurned'],
      model: () => this.#model.sendBurned(),
    };
  }

  /** The tree of a root that is known, mostly the latest ones. */
  #someTree(): SettlementTree | undefined {
    const final = this.#treeOf(this.#model.final(this.#knownNow).root);
    return this.#random(6) > 0 ? final : this.#random(2) === 0 ? this.#pick(this.#trees) : this.#trees.at(-1);
  }

  /** A leaf as a sender might show it: right, of another tree, of another stake, or with other amounts; and what its proof leads to. */
  #leaf(stake: Stake, tree: SettlementTree | undefined): { leaf: object; model: ModelLeaf } {
    const right = tree?.leaf(stake.account, modelKey(stake.model));
    if (tree === undefined || right === undefined) {
      return {
        leaf: { payout: 0n, burn: 0n, proof: [] },
        model: { payout: 0n, burn: 0n, provesRoot: this.#onlyLeaf(stake, 0n, 0n) },
      };
    }
    const { payout, burn, proof } = right;
    switch (this.#random(14)) {
      case 0: {
        const more = payout + 1n;
        return { leaf: { payout: more, burn, proof }, model: { payout: more, burn, provesRoot: null } };
      }
      case 1: {
        const less = burn > 0n ? burn - 1n : 1n;
        return { leaf: { payout, burn: less, proof }, model: { payout, burn: less, provesRoot: null } };
      }
      case 2: {
        const longer = [...proof, tree.root];
        return { leaf: { payout, burn, proof: longer }, model: { payout, burn, provesRoot: null } };
      }
      default:
        return { leaf: right, model: { payout, burn, provesRoot: tree.root } };
    }
  }

  /** Without a proof a leaf leads to itself: the root of a tree of one. */
  #onlyLeaf({ account, model }: Stake, payout: bigint, burn: bigint): string {
    return settlementLeafHash(this.#vault.identity, { account, model: modelKey(model), payout, burn });
  }

  #claim(stake: Stake): Operation {
    const { leaf, model } = this.#leaf(stake, this.#someTree());
    const { alice, stranger, settler } = this.#vault;
    return {
      kind: 'claim',
      from: this.#pick([stake.account, alice, stranger, settler]),
      call: ['claim', stake.account, modelKey(stake.model), leaf],
      model: (now) => this.#model.claim(stake.key, model, now),
      touches: stake,
    };
  }

  #dispute(stake: Stake): Operation {
    const shown = this.#leaf(stake, this.#random(6) === 0 ? this.#someTree() : this.#trees.at(-1));
    const before = this.#leaf(stake, this.#treeOf(this.#model.settlements.at(-2)?.root) ?? this.#someTree());
    return {
      kind: 'dispute',
      from: this.#vault.stranger,
      call: ['dispute', stake.account, modelKey(stake.model), shown.leaf, before.leaf],
      model: (now) => this.#model.dispute(stake.key, shown.model, before.model, now),
    };
  }

  #treeOf(root: string | undefined): SettlementTree | undefined {
    return this.#trees.findLast((tree) => tree.root === root);
  }

  #announceRounds(now: number): Operation {
    const random = this.#random;
    const { spacing } = this.#model.parameters;
    const closes: number[] = [];
    let last = Math.max(now + this.#wait + HOUR, (this.#model.rounds.at(-1)?.closesAt ?? 0) + spacing);
    for (let count = 1 + random(3); count > 0; count -= 1) {
      closes.push(last + (random(12) === 0 ? -1 : random(2 * DAY)));
      last = (closes.at(-1) as number) + spacing;
    }
    return {
      kind: 'announceRounds',
      from: this.#vault.settler,
      call: ['announceRounds', closes],
      model: (at) => this.#model.announceRounds(closes, at),
    };
  }

  /** A settlement of one of the closed rounds: honest, or spoiled in one of the ways in which a settler could. */
  #settle(now: number): Operation {
    const random = this.#random;
    const model = this.#model;
    const settled = model.settlements.at(-1)?.round ?? 0;
    const ahead = Math.max(1, model.closed(now) - settled);
    const open = model.rounds.findIndex(({ settleBy }, i) => i >= settled && settleBy >= now + this.#wait) + 1;
    const next = Math.max(open, settled + 1);
    const round = random(15) === 0 ? random(model.rounds.length + 2) : next + (random(4) === 0 ? random(ahead) : 0);
    const before = this.#treeOf(model.settlements.at(-1)?.root);
    const spoil = random(14);
    const sums = { payout: 0n, burn: 0n };
    const rows = this.stakes.flatMap(({ account, model: id, key }): SettlementRow[] => {
      const known = before?.leaf(account, modelKey(id)) ?? { payout: 0n, burn: 0n };
      const change = this.#payoutOf(model.position(key), round, spoil);
      if (change > 0n) sums.payout += change;
      else sums.burn -= change;
      // A leaf withheld; amounts taken back; a burn or payout that nobody declared.
      if (spoil === 1 && random(3) === 0) return [];
      const [extra, less] = [spoil === 2 ? this.#amount() : 0n, spoil === 3 ? 1n : 0n];
      return [
        {
          account,
          model: modelKey(id),
          payout: known.payout + (change > 0n ? change : 0n) + (random(2) === 0 ? extra : 0n),
          burn: maximum(0n, known.burn + (change < 0n ? -change : 0n) + (random(2) === 0 ? extra : 0n) - less),
        },
      ];
    });
    const tree = settlementTree(
      this.#vault.identity,
      rows.length > 0 ? rows : [{ account: this.#vault.alice, model: modelKey('a'), payout: 0n, burn: 0n }],
    );
    const payout = spoil === 4 ? sums.payout + this.#amount() : spoil === 5 ? sums.payout / 2n : sums.payout;
    const burn = spoil === 6 ? sums.burn + this.#amount() : spoil === 7 ? sums.burn / 2n : sums.burn;
    return {
      kind: 'settle',
      from: this.#vault.settler,
      call: ['settle', round, tree.root, payout, burn, `0x${'00'.repeat(32)}`],
      model: (at) => model.settle(round, tree.root, payout, burn, at),
      sends: tree,
    };
  }

  /** Within the clip, at times exactly at it; three times as much where the settler is in bad faith towards single stakes. */
  #payoutOf(position: ModelPosition, round: number, spoil: number): bigint {
    const clip = this.#model.rounds[round - 1]?.clip ?? 0n;
    const atRisk = this.#model.atRisk(position, round);
    const parts = BigInt([-100, 100][this.#random(12)] ?? this.#random(201) - 100);
    const factor = spoil === 8 && this.#random(3) === 0 ? 3n : 1n;
    const product = atRisk * clip * parts * factor;
    const unit = 10n ** 14n;
    // Towards burn, as the ledger rounds.
    return product >= 0n ? product / unit : -((-product + unit - 1n) / unit);
  }

  #veto(): Operation {
    return { kind: 'veto', from: this.#vault.guardian, call: ['veto'], model: (now) => this.#model.veto(now) };
  }

  #pauseOrUnpause(kind: 'pause' | 'unpause'): Operation {
    return { kind, from: this.#vault.guardian, call: [kind], model: (now) => this.#model[kind](now) };
  }

  #someChange(): readonly [name: string, ...args: unknown[]] {
    const shape = this.#random(5);
    if (shape === 0) return ['dropRounds'];
    return shape < 3
      ? ['setParameters', this.#pick(PARAMETERS)]
      : ['withdrawTreasury', this.#vault.owner, this.#partOf(this.#model.treasury)];
  }

  #announceChange(): Operation {
    const [name, ...args] = this.#someChange();
    const call = encodeFunctionData({ abi: stakingVaultAbi, functionName: name, args } as never);
    return {
      kind: 'announce',
      from: this.#vault.owner,
      call: ['announce', call],
      model: (now) => this.#model.announce(keccak256(call), now),
      announces: { call, name, args },
    };
  }

  #carryOutOrCancel(): Operation {
    const { call, name, args } = this.#announced.length > 0 ? this.#pick(this.#announced) : NEVER_ANNOUNCED;
    const id = keccak256(call);
    const from = this.#vault.owner;
    if (this.#random(6) === 0) {
      return { kind: 'cancel', from, call: ['cancel', id], model: () => this.#model.cancel(id) };
    }
    const effect = (now: number): Outcome => {
      if (name === 'dropRounds') return this.#model.dropRounds(now);
      if (name === 'withdrawTreasury') return this.#model.withdrawTreasury(args[1] as bigint);
      this.#model.parameters = args[0] as VaultParameters;
      return 'done';
    };
    return {
      kind: 'carryOut',
      from,
      call: ['carryOut', call],
      model: (now) => this.#model.carryOut(id, effect, now),
    };
  }

  /** Somebody does what only a role may. */
  #intruder(): Operation {
    const { alice, owner, settler, guardian, stranger } = this.#vault;
    const tree = this.#trees.at(-1);
    const calls: readonly (readonly [Address[], readonly [string, ...unknown[]]])[] = [
      [[alice, owner, settler, stranger], ['pause']],
      [[alice, owner, settler, stranger], ['veto']],
      [
        [alice, owner, guardian, stranger],
        ['settle', 1, tree?.root ?? `0x${'00'.repeat(32)}`, 0n, 0n, `0x${'00'.repeat(32)}`],
      ],
      [
        [alice, owner, guardian],
        ['announceRounds', [this.#knownNow + 30 * DAY]],
      ],
      [
        [alice, settler, guardian],
        ['announce', '0x'],
      ],
      [
        [alice, owner, settler, guardian],
        ['withdrawTreasury', stranger, 1n],
      ],
      [
        [alice, owner, settler, guardian],
        ['setParameters', PARAMETERS[0]],
      ],
      [
        [alice, owner, settler, guardian],
        ['appoint', 1, stranger],
      ],
    ];
    const [who, call] = this.#pick(calls);
    return { kind: 'intruder', from: this.#pick(who), call, model: () => 'NotAllowed' };
  }
}

const maximum = (a: bigint, b: bigint): bigint => (a > b ? a : b);
