import { textTable } from '../../textTable.ts';
import type { Answer } from '../admin/verb.ts';

const SETTLEMENTS_SHOWN = 10;

/** The vault, how far it is read, and what was settled. */
export const textOfStatus = (status: Answer): string => {
  const rows = [
    ['chain', String(status.chainId)],
    ['vault', status.vault],
    ['token', status.token],
    [
      'read to',
      status.confirmed === null ? 'nothing yet' : `block ${status.confirmed.block} of ${status.confirmed.time}`,
    ],
    ['newest', status.head === null ? 'the node does not answer' : `block ${status.head.block} of ${status.head.time}`],
    ['confirmations', String(status.confirmations)],
    ['settler', status.settles ? 'its key is here' : 'nobody here has its key'],
    ['waiting', `${status.waiting} events`],
    ['reconciled', status.reconciliation === null ? 'never' : reconciled(status.reconciliation)],
    ...(status.pausedUntil === null ? [] : [['paused', `until ${status.pausedUntil}`]]),
    ...(status.underWay === null ? [] : [['under way', underWay(status.underWay)]]),
    ...(status.problem === null ? [] : [['problem', status.problem]]),
    ...status.halts.map(({ sentence }: Answer) => ['halted', sentence]),
  ];
  const rounds = status.rounds.map(({ round, number, closesAt }: Answer) => [
    String(round),
    number === null ? 'none' : String(number),
    closesAt,
  ]);
  const gas = new Map<string, Answer>(status.gas.map((row: Answer) => [row.transaction, row]));
  const settlements = status.settlements
    .slice(0, SETTLEMENTS_SHOWN)
    .map((each: Answer) => [
      String(each.round),
      String(each.number ?? ''),
      each.state,
      each.payout,
      each.burn,
      gas.get(each.transaction)?.gasUsed ?? '',
      each.finalAt,
      each.transaction,
    ]);
  return [
    textTable(rows),
    ...(rounds.length === 0 ? [] : ['', textTable([['round of the vault', 'round', 'closes'], ...rounds])]),
    ...(settlements.length === 0
      ? []
      : [
          '',
          textTable([['settled', 'round', 'state', 'pays', 'burns', 'gas', 'final', 'transaction'], ...settlements]),
        ]),
  ].join('\n');
};

const underWay = ({ id, transaction, blocks, offers, isStuck }: Answer): string =>
  `${id} as ${transaction}, offered ${blocks} blocks ago${offers > 1 ? ` (offer ${offers})` : ''}${isStuck ? '; STUCK: robata chain bump' : ''}`;

const gwei = (units: string): string => `${Number(units) / 1e9} gwei`;

/** What raising a fee would offer. */
export const textOfBump = ({ id, transaction, blocks, offers, price, next }: Answer): string =>
  [
    textTable([
      ['under way', id],
      ['transaction', transaction],
      ['offered', `${blocks} blocks ago, ${offers === 1 ? 'once' : `${offers} times in all`}`],
      ['each gas', price === null ? 'not known' : `at most ${gwei(price)}`],
      ['raised to', next === null ? 'no more: allow it with --max-fee GWEI' : gwei(next)],
    ]),
    ...(next === null ? [] : ['', '--send offers it. The same call with the same nonce: one of them counts at most.']),
  ].join('\n');

export const textOfGuarding = ({ kind, estimate }: Answer): string =>
  `${kind === 'pause' ? 'Pausing the vault' : 'Ending the pause'} takes ${estimate.gas} gas, at most ${estimate.fee} of the chain's coin. --send does it.`;

/** What is gone after a reorganization, and what becomes of it in the ledger. */
export function textOfBranch({ differs, branch }: Answer): string {
  if (!differs) return 'The chain is as it was read: nothing is gone.';
  const gone = branch.gone.map(({ kind, block, transaction, logIndex, address, amounts }: Answer) => [
    kind,
    String(block),
    transaction,
    String(logIndex),
    address,
    amounts,
  ]);
  const entries = branch.entries.map(({ sequence, what, account, transaction, canBeUndone }: Answer) => [
    String(sequence),
    what,
    account,
    transaction,
    canBeUndone ? 'is taken back' : 'CANNOT BE',
  ]);
  const snapshots = branch.snapshots.map(({ number, model, atRisk, vault }: Answer) => [
    String(number),
    model,
    atRisk,
    vault,
  ]);
  return [
    `The chain is as it was read up to block ${branch.common.block}; it had been read to ${branch.read} and is confirmed to ${branch.confirmed}.`,
    `${branch.same} events since then are on it as before, ${branch.added} are new, ${branch.gone.length} are gone.`,
    ...(gone.length === 0
      ? []
      : ['', textTable([['gone', 'block', 'transaction', 'log', 'address', 'amounts'], ...gone])]),
    ...(entries.length === 0 ? [] : ['', textTable([['entry', 'what', 'account', 'transaction', ''], ...entries])]),
    ...(snapshots.length === 0
      ? []
      : [
          '',
          'These rounds count more than the vault does now. Cancel them (robata admin round cancel): it would refuse their settlement.',
          textTable([['round', 'model', 'at risk', 'in the vault'], ...snapshots]),
        ]),
    '',
    ...(branch.faults.length === 0 ? ['--send does it.'] : branch.faults),
  ].join('\n');
}

const reconciled = ({ agrees, block, at }: Answer): string =>
  `${agrees ? 'vault and ledger agree' : 'VAULT AND LEDGER DIFFER'} at block ${block} (${at})`;

/** A settlement before it is sent. */
export const textOfPlan = (plan: Answer): string =>
  [
    textTable([
      ['round of the vault', String(plan.round)],
      ['round', plan.number === null ? 'none' : String(plan.number)],
      ['pays', plan.payout],
      ['burns', plan.burn],
      ['leaves', String(plan.leaves)],
      ['root', plan.root],
      ['plan', plan.planHash],
      ...(plan.estimate === null
        ? []
        : [
            [
              'gas',
              `${plan.estimate.gas} at ${plan.estimate.price} wei: at most ${plan.estimate.fee} of the chain's coin`,
            ],
          ]),
      ...(plan.sent === null ? [] : [['under way', plan.sent.transaction]]),
      ...plan.faults.map((fault: string) => ['in its way', fault]),
    ]),
    '',
    textTable([
      ['model', 'account', 'moves'],
      ...plan.moves.map(({ model, account, amount }: Answer) => [model, account, amount]),
    ]),
    ...(plan.owed.length === 0
      ? []
      : [
          '',
          'Beyond the clip of what the vault counted, and owed still: a later root has it.',
          textTable([
            ['model', 'account', 'payout', 'burn'],
            ...plan.owed.map(({ model, account, payout, burn }: Answer) => [model, account, payout, burn]),
          ]),
        ]),
    ...(plan.faults.length === 0 && plan.sent === null ? ['', `--send --plan ${plan.planHash} sends it.`] : []),
  ].join('\n');

export const textOfReconciliation = (result: Answer): string =>
  [
    `${reconciled(result)}: ${result.accounts} accounts, ${result.staked} in the vault, ${result.unmatched} of it of addresses that no account has linked, ${result.waiting} events wait.`,
    ...(result.differences.length === 0
      ? []
      : [
          '',
          textTable([
            ['account', 'vault', 'unclaimed payout', 'unclaimed burn', 'cut burn', 'lost', 'ledger', 'difference'],
            ...result.differences.map((row: Answer) => [
              row.account,
              row.vault,
              row.unclaimedPayout,
              row.unclaimedBurn,
              row.cutBurn,
              row.lost,
              row.ledger,
              row.difference,
            ]),
          ]),
          ...result.differences.flatMap(({ drifts }: Answer) =>
            drifts.map(
              ({ model, stake, active, least, most }: Answer) =>
                `Model ${model}: the ledger counts ${stake}, the vault has ${active} active; right is ${least} to ${most}. The next claim puts it right.`,
            ),
          ),
        ]),
    ...treasuryText(result.treasury ?? null),
    ...((result.beyond ?? []).length === 0
      ? []
      : [
          '',
          'Resolved, and in no root although theirs is there or can be sent no more: a later root has it as far as the clip of the stake lets it.',
          textTable([
            ['model', 'account', 'payout', 'burn'],
            ...result.beyond.map(({ model, account, payout, burn }: Answer) => [model, account, payout, burn]),
          ]),
        ]),
  ].join('\n');

const treasuryText = (treasury: Answer | null): string[] =>
  treasury === null
    ? []
    : [
        `Treasury: ${treasury.vault} in the vault − ${treasury.undeclared} paid and in no settlement yet + ${treasury.taken} taken by the vault's owner, ${treasury.ledger} in the ledger: difference ${treasury.difference}.`,
      ];

/** In the units that a wallet sends. */
export const textOfClaims = ({ final, pending, claims, coming }: Answer): string => {
  const lines = (rows: readonly Answer[]): string[] =>
    rows.flatMap(({ key, payout, burn, proof }) => [
      `model ${key}: payout ${payout}, burn ${burn} (cumulative units of 1e-18)`,
      ...proof.map((hash: string) => `  ${hash}`),
    ]);
  return [
    final === null ? 'No settlement is final yet.' : `Round ${final.round} of the vault, root ${final.root}:`,
    ...lines(claims),
    ...(pending === null
      ? []
      : [`Round ${pending.round} of the vault is final at ${pending.finalAt}:`, ...lines(coming)]),
  ].join('\n');
};
