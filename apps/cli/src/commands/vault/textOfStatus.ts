import { textTable } from '../../textTable.ts';
import type { Checked, ModelStatus, VaultStatus } from './status.ts';
import { amountOf, changeOf } from './tokenAmount.ts';

/** One number, its parts, the same out of the ledger, and what is on its way. */
export function textOfStatus({ there, wallet, models, value, ledger, checked }: VaultStatus): string {
  const { chain, own } = there;
  const rows = [
    ['vault', `${chain.vault} on chain ${chain.chainId}`],
    ['address', own.address === null ? 'none is linked: robata vault link' : `${own.address}, linked to your account`],
    ...(wallet !== null && own.address !== null && wallet !== own.address
      ? [['caution', `the wallet is of ${wallet}, which is another address`]]
      : []),
    ...(checked === null ? [] : [['in the wallet', `${amountOf(checked.balance)} ${checked.symbol}`]]),
    ['counts up to', own.block === null ? 'no block yet' : blockText(own.block, chain.confirmations, checked)],
  ];
  return [
    textTable(rows),
    ...(models.length === 0 ? [] : ['', modelTable(models)]),
    '',
    sumText(value, ledger),
    ...(checked === null || checked.change === 0n
      ? []
      : [`With what is on its way: ${amountOf(value + checked.change)} (${changeOf(checked.change)}).`]),
    ...(checked === null ? [] : onItsWayText(checked, chain.confirmations)),
    ...own.waiting.map(
      ({ kind, block, sentence }) =>
        `The ledger waits with ${kind.replaceAll('_', ' ')} in block ${block}: ${sentence}`,
    ),
    ...(chain.problem === null ? [] : [`The server could not read the chain when it tried last: ${chain.problem}`]),
    ...(checked === null ? UNCHECKED(own.address) : checkedText(checked)),
  ].join('\n');
}

const UNCHECKED = (address: string | null): readonly string[] =>
  address === null ? [] : ['As the server says: --rpc URL checks it at your own node.'];

const blockText = (block: number, confirmations: number, checked: Checked | null): string =>
  `block ${block}${checked === null ? '' : ` of ${checked.block}`} (after ${confirmations} confirmations)`;

function modelTable(models: readonly ModelStatus[]): string {
  const figures = ['active', 'pending', 'available', 'unclaimedPayout', 'unclaimedBurn', 'value'] as const;
  const sum = (name: (typeof figures)[number]): bigint => models.reduce((all, model) => all + model[name], 0n);
  const total = models.length < 2 ? [] : [['in all', ...figures.map((name) => amountOf(sum(name))), '', '']];
  return textTable([
    [
      'model',
      'active',
      '+ pending',
      '+ available',
      '+ unclaimed payout',
      '− unclaimed burn',
      '= value',
      'due now',
      'payouts',
    ],
    ...models.map((model) => [
      model.model,
      ...figures.map((name) => amountOf(model[name])),
      amountOf(model.withdrawable),
      model.payoutsBecome,
    ]),
    ...total,
  ]);
}

function sumText(value: bigint, ledger: bigint): string {
  const agrees =
    value === ledger
      ? 'equal, to the last unit'
      : `the vault has ${value > ledger ? 'more' : 'less'}: ${changeOf(value - ledger)}`;
  return `In the vault: ${amountOf(value)}. In the ledger: ${amountOf(ledger)} (${agrees}).`;
}

function onItsWayText({ onItsWay, unmined }: Checked, confirmations: number): string[] {
  const rows = onItsWay.map(({ event, model, amount, block, confirmations: have, transaction }) => [
    event,
    model ?? '(a model that is not yours)',
    amount === null ? '' : amountOf(amount),
    String(block),
    `${Math.min(have, confirmations)} of ${confirmations}`,
    transaction,
  ]);
  return [
    ...(rows.length === 0
      ? []
      : ['', textTable([['on its way', 'model', 'amount', 'block', 'confirmations', 'transaction'], ...rows]), '']),
    ...(unmined === 0 ? [] : [`${unmined} of this address's transactions are in no block yet.`]),
  ];
}

function checkedText({ differences, cautions, block }: Checked): string[] {
  const word = differences.length === 0 ? [`Your own node says the same (block ${block}).`] : [];
  return [
    ...word,
    ...differences.map((sentence) => `YOUR NODE SAYS OTHERWISE: ${sentence}`),
    ...cautions.map((sentence) => `Caution: ${sentence}`),
  ];
}

/** The same for programs: amounts are decimal texts. */
export function jsonOfStatus({ there: { chain, own }, wallet, models, value, ledger, checked }: VaultStatus): object {
  return {
    chainId: chain.chainId,
    vault: chain.vault,
    token: chain.token,
    address: own.address,
    wallet,
    block: own.block,
    confirmations: chain.confirmations,
    models: models.map(withTexts),
    value: amountOf(value),
    ledger: amountOf(ledger),
    agrees: value === ledger,
    waiting: own.waiting,
    halts: chain.halts.map(({ sentence }) => sentence),
    node: checked && { ...withTexts(checked), onItsWay: checked.onItsWay.map(withTexts) },
  };
}

const withTexts = <T extends object>(figures: T) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === 'bigint' ? amountOf(value) : value]),
  );
