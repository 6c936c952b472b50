import { textTable } from '../../textTable.ts';
import type { Answer, Verb } from './verb.ts';

const round = { type: 'number', integer: true, minimum: 1, maximum: 1_000_000_000, help: 'its number' } as const;
const limit = { type: 'number', integer: true, minimum: 1, maximum: 1_000 } as const;
const idempotencyKey = {
  type: 'string',
  value: 'K',
  help: 'the same key again moves nothing and gives the first result',
} as const;
const withoutKey = ({ 'idempotency-key': _key, ...rest }: Readonly<Record<string, unknown>>): object => rest;

const ROWS_SHOWN = 50;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const lineText = ({ account, amount }: Answer): string => `${account} ${amount}`;

const withdrawalLine = (each: Answer): string[] => [
  each.request,
  each.username ?? each.accountId,
  each.amount,
  each.state,
  each.requestedAt ?? '',
  each.finishedAt ?? '',
  each.reference ?? each.reason ?? '',
];

const concentrationLine = (of: string, held: Answer): string[] => [
  of,
  String(held.stakes),
  percent(held.top1),
  percent(held.top10),
  percent(held.top50),
  held.herfindahl.toFixed(4),
  held.effectiveNumber.toFixed(1),
];

/** What operators do with money and with the rounds that pay it. */
export const MONEY_VERBS: readonly Verb[] = [
  {
    words: 'round plan',
    summary: 'show what a round pays, or would: its plan with its hash',
    options: { number: round },
    positional: 'number',
    required: ['number'],
    show: (plan) =>
      [
        textTable([
          ['plan', plan.hash],
          ['policy', plan.policy],
          ['at risk', plan.totalAtRisk],
          ['pays', plan.totalPayout],
          ['burns', plan.totalBurn],
          ['Merkle root', plan.payoutRoot],
          ['approved by', plan.approvedBy ?? 'nobody'],
          ['posted', plan.sequence === null ? 'not yet' : `as entry ${plan.sequence} of the ledger`],
          ...(plan.waitsFor === null ? [] : [['waits', plan.waitsFor]]),
        ]),
        '',
        textTable([
          ['model', 'at risk', 'rate', 'payout', ''],
          ...plan.rows
            .slice(0, ROWS_SHOWN)
            .map((row: Answer) => [row.model, row.atRisk, row.rate ?? '', row.payout, row.unpaidBecause ?? '']),
        ]),
        ...(plan.rows.length > ROWS_SHOWN ? [`… and ${plan.rows.length - ROWS_SHOWN} more: --json shows all.`] : []),
      ].join('\n'),
  },
  {
    words: 'round approve',
    summary:
      'let a round be paid by the plan with this hash, where the server waits for that (ROBATA_APPROVE_PAYOUTS=1)',
    options: { number: round, plan: { type: 'string', value: 'HASH', help: 'as round plan shows it' } },
    positional: 'number',
    required: ['number', 'plan'],
    show: ({ round, planHash }) =>
      `The plan ${planHash} of round ${round} is approved: it is posted when the round is due.`,
  },
  {
    words: 'round cancel',
    summary: 'end a round that has not resolved: nobody is paid, nothing burns',
    options: { number: round, reason: { type: 'string', value: 'R', help: 'a sentence that everybody reads' } },
    positional: 'number',
    required: ['number', 'reason'],
    show: ({ round }) => `Round ${round} is cancelled.`,
  },
  {
    words: 'withdrawal list',
    summary: 'list withdrawals, newest first',
    options: {
      state: { type: 'string', value: 'S', help: 'waiting, confirmed, refused or cancelled (default: all)' },
      limit: { ...limit, help: 'at most so many (default 100)' },
    },
    required: [],
    show: ({ withdrawals }) =>
      textTable([
        ['id', 'account', 'amount', 'state', 'asked', 'ended', 'reference or reason'],
        ...withdrawals.map(withdrawalLine),
      ]),
  },
  {
    words: 'withdrawal confirm',
    summary: 'say that a withdrawal was sent',
    options: {
      request: { type: 'string', value: 'ID', help: 'as withdrawal list shows it' },
      reference: { type: 'string', value: 'T', help: 'what names the transfer' },
      'idempotency-key': idempotencyKey,
    },
    positional: 'request',
    required: ['request', 'reference'],
    input: withoutKey,
    show: ({ amount, username, reference }) => `${amount} of ${username} went out (${reference}).`,
  },
  {
    words: 'withdrawal refuse',
    summary: 'put what was asked for back into the wallet',
    options: {
      request: { type: 'string', value: 'ID', help: 'as withdrawal list shows it' },
      reason: { type: 'string', value: 'R', help: 'a sentence for who asked' },
      'idempotency-key': idempotencyKey,
    },
    positional: 'request',
    required: ['request', 'reason'],
    input: withoutKey,
    show: ({ amount, username }) => `${amount} is in the wallet of ${username} again.`,
  },
  {
    words: 'treasury',
    summary: 'show what payouts come out of, for how many rounds it lasts, and how stakes are held',
    options: {},
    required: [],
    show: ({ balance, treasury, escrow, staked, atCurrentRate, atWorstCase, models, accounts }) =>
      [
        textTable([
          ['can be paid out', balance],
          ['treasury', treasury],
          ['set aside for rounds', escrow],
          ['staked', staked],
        ]),
        '',
        atCurrentRate.sentence,
        atWorstCase.sentence,
        '',
        textTable([
          ['stakes by', 'stakes', 'largest', 'largest 10', 'largest 50', 'Herfindahl', 'as many equal ones'],
          concentrationLine('model', models),
          concentrationLine('account', accounts),
        ]),
      ].join('\n'),
  },
  {
    words: 'treasury deposit',
    summary: 'put tokens into the treasury, out of which rounds are paid',
    options: {
      amount: { type: 'string', value: 'A', help: 'a decimal number above 0 with at most 18 places' },
      'idempotency-key': idempotencyKey,
    },
    required: ['amount'],
    input: withoutKey,
    show: ({ amount, treasury }) => `${amount} went into the treasury, which holds ${treasury} now.`,
  },
  {
    words: 'ledger keys',
    summary: 'list entries of the ledger with their keys, newest first',
    options: {
      kind: { type: 'string', value: 'K', help: 'as deposit, stake_increase, resolution' },
      limit: { ...limit, help: 'at most so many (default 20)' },
    },
    required: [],
    show: ({ entries }) =>
      textTable([
        ['entry', 'kind', 'key', 'moved'],
        ...entries.map((entry: Answer) => [
          String(entry.sequence),
          entry.kind,
          entry.key,
          entry.lines.length > 4 ? `${entry.lines.length} lines` : entry.lines.map(lineText).join(', '),
        ]),
      ]),
  },
  {
    words: 'ledger reverse',
    summary: 'correct an entry of the ledger by its opposite',
    options: {
      key: { type: 'string', value: 'KEY', help: 'the key of the entry, as ledger keys shows it' },
      reason: { type: 'string', value: 'R', help: 'why, for those who read the ledger' },
    },
    positional: 'key',
    required: ['key', 'reason'],
    show: ({ key, sequence, lines }) => `Entry ${sequence} reverses ${key}: ${lines.map(lineText).join(', ')}.`,
  },
];
