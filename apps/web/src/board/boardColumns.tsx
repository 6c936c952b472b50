import type { SignalsMeans } from '@robata/client';
import { Missing } from '../components/Missing.tsx';
import { ModelLink } from '../components/ModelLink.tsx';
import { Percent } from '../components/Percent.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { CWMM } from '../pages/scoreColumns.tsx';
import type { Column } from '../table/column.ts';
import { GATE_REASONS, GATE_TERMS } from '../terms/gateTerms.ts';
import { TERMS } from '../terms/terms.ts';
import type { BoardRow } from './boardRow.ts';

/** Which models are compared: those of one tournament, or accounts with the models of both. */
export type Board = 'classic' | 'signals' | 'accounts';

type BoardColumn = Column<BoardRow> & {
  /** Not shown until somebody chooses it. */
  readonly isExtra?: boolean;
  /** Of accounts there is no such number. */
  readonly isOfModels?: boolean;
  /** Of one tournament's models alone. */
  readonly isOnly?: 'classic' | 'signals';
};

type MeanKey = 'corr' | 'mmc' | 'fnc' | 'tc' | 'tcLeaveOneOut' | 'tcLeaveOneOutHeld';
const ERRORS = {
  corr: 'corrStandardError',
  tc: 'tcStandardError',
  tcLeaveOneOut: 'tcLeaveOneOutStandardError',
  tcLeaveOneOutHeld: 'tcLeaveOneOutHeldStandardError',
} as const;

const mean = (key: MeanKey, header: string): BoardColumn => ({
  key,
  header,
  term: {
    ...TERMS[key],
    says: `Mean over the rounds shown${key.startsWith('tc') ? ', with its Newey-West standard error' : ''}. ${TERMS[key].says}`,
  },
  value: (row) => row[key],
  cell: (row) => (
    <Score
      value={row[key]}
      of={key}
      standardError={key === 'corr' || !(key in ERRORS) ? null : row[ERRORS[key as 'tc']]}
    />
  ),
});

const ofSignals = (key: Exclude<keyof SignalsMeans, 'alphaStandardError'>, header: string): BoardColumn => ({
  key,
  header,
  term: { ...TERMS[key], says: `Mean over the rounds shown. ${TERMS[key].says}` },
  value: ({ signals }) => signals?.[key] ?? null,
  cell: ({ signals }) => (
    <Score
      value={signals?.[key]}
      of={key}
      standardError={key === 'alpha' ? (signals?.alphaStandardError ?? null) : null}
    />
  ),
  isOnly: 'signals',
  isOfModels: true,
});

/** How much a signal changed, as its gates have it; marked where it is the reason that the signal is not paid. */
const changed = (key: 'churn' | 'turnover', header: string): BoardColumn => ({
  key,
  header,
  term: GATE_TERMS[key],
  value: ({ gate }) => gate?.[key] ?? null,
  cell: ({ gate }) => (
    <span className={gate?.reasons.includes(key) === true ? 'beyond' : undefined}>
      <Percent share={gate?.[key] ?? null} />
    </span>
  ),
  isOnly: 'signals',
  isOfModels: true,
  isExtra: true,
});

const returned = (
  key: 'returnDay' | 'returnThreeMonths' | 'returnYear' | 'return',
  header: string,
  says: string,
): BoardColumn => ({
  key,
  header,
  term: { name: `Return, ${header}`, says, formula: 'Π(1 + payout / at risk) − 1' },
  value: (row) => row[key],
  cell: (row) => <Percent share={row[key]} signed />,
});

const reputed = (key: 'corrReputation' | 'tcReputation', header: string, score: 'CORR' | 'TC'): BoardColumn => ({
  key,
  header,
  term: {
    name: `${header} (${score})`,
    says: `${score} of the last 20 rounds as one number, those under way included: the newest rounds count more with every scoring day. A round that was missed or late counts ${score === 'TC' ? '0' : 'as the benchmark, and −0.1 from the second time on'}. Definition reputation@2022 (documentation of April 2022).`,
    formula:
      "Σ w·score / Σ w; w = (5δ + d)/20 for δ < 4, (5(20 − δ) − d)/20 for δ ≥ 16, else 1; δ rounds ago, d the newest round's scoring day (at most 5)",
  },
  value: (row) => row[key],
  cell: (row) => <Score value={row[key]} of={score === 'TC' ? 'tc' : 'corr'} />,
});

/** The columns of the leaderboard, under the names that an address sorts by. */
export const BOARD_COLUMNS: readonly BoardColumn[] = [
  { key: 'rank', header: '#', term: TERMS.rank, value: ({ rank }) => rank, cell: ({ rank }) => formatNumber(rank) },
  {
    key: 'model',
    header: 'Model',
    value: ({ model }) => model,
    cell: ({ model, kind }) =>
      kind === 'account' ? <span className="account-name">{model}</span> : <ModelLink model={model} kind={kind} />,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'account',
    header: 'Account',
    value: ({ account }) => account,
    cell: ({ account }) => account,
    isText: true,
    isExtra: true,
    isOfModels: true,
  },
  { ...mean('corr', 'CORR'), isOnly: 'classic' },
  { ...mean('mmc', 'MMC'), isOnly: 'classic' },
  { ...mean('fnc', 'FNC'), isOnly: 'classic' },
  ofSignals('alpha', 'ALPHA ± s.e.'),
  ofSignals('mpc', 'MPC'),
  ofSignals('corrFilled', 'CORR'),
  { ...ofSignals('coveredCorr', 'CORR covered'), isExtra: true },
  { ...ofSignals('corrSignals', 'CORR 2022'), isExtra: true },
  ofSignals('fncV4', 'FNCv4'),
  ofSignals('mmcSignals', 'MMC'),
  changed('churn', 'Churn'),
  changed('turnover', 'Turnover'),
  {
    key: 'gate',
    header: 'Gate',
    term: GATE_TERMS.gate,
    value: ({ gate }) => gate && gate.reasons.length,
    cell: ({ gate }) =>
      gate === null ? (
        <Missing />
      ) : (
        <span
          className={gate.reasons.length === 0 ? 'badge badge-good' : 'badge badge-warning'}
          title={`Round ${gate.round}: ${gate.reasons.length === 0 ? 'it keeps to the gates' : gate.reasons.map((reason) => GATE_REASONS[reason]).join(', and ')}`}
        >
          {gate.reasons.length === 0 ? 'counted' : 'not paid'}
        </span>
      ),
    isText: true,
    isOnly: 'signals',
    isOfModels: true,
    isExtra: true,
  },
  { ...ofSignals('ic', 'IC'), isExtra: true },
  { ...ofSignals('ric', 'RIC'), isExtra: true },
  mean('tc', 'TC ± s.e.'),
  { ...mean('tcLeaveOneOut', 'TC l.o.o.'), isExtra: true },
  { ...mean('tcLeaveOneOutHeld', 'TC l.o.o. held'), isExtra: true },
  reputed('corrReputation', 'Reputation', 'CORR'),
  { ...reputed('tcReputation', 'TC reputation', 'TC'), isExtra: true },
  {
    key: 'sharpe',
    header: 'Sharpe',
    term: TERMS.sharpe,
    value: ({ corrSharpe }) => corrSharpe,
    cell: ({ corrSharpe }) => (corrSharpe === null ? '–' : formatNumber(corrSharpe, { places: 2, signed: true })),
    isOfModels: true,
    isExtra: true,
  },
  CWMM,
  {
    key: 'stake',
    header: 'Stake',
    term: TERMS.stake,
    value: ({ stake }) => Number(stake),
    cell: ({ kind, stake }) => (kind === 'meta' ? '–' : <Tokens amount={stake} />),
  },
  {
    key: 'payout',
    header: 'Payout',
    term: TERMS.payout,
    value: ({ payout }) => Number(payout),
    cell: ({ payout }) => <Tokens amount={payout} signed />,
    isExtra: true,
  },
  returned(
    'returnDay',
    '1 day',
    'What the stake returned on the last day that paid anything: the last resolved round.',
  ),
  returned('returnThreeMonths', '3 months', 'What the stake returned over the last 13 resolved rounds.'),
  returned('returnYear', '1 year', 'What the stake returned over the last 52 resolved rounds.'),
  { ...returned('return', 'Return', TERMS.return.says), term: TERMS.return, isExtra: true },
  {
    key: 'rounds',
    header: 'Rounds',
    term: TERMS.rounds,
    value: ({ rounds }) => rounds,
    cell: ({ rounds }) => formatNumber(rounds),
    isExtra: true,
  },
];

/** Of accounts: all models together. */
const MODELS: BoardColumn = {
  key: 'models',
  header: 'Models',
  term: { name: 'Models', says: 'Of the account; scores are their means, weighed by stake.' },
  value: ({ models }) => models,
  cell: ({ models }) => formatNumber(models),
};

/** Every line has these. */
const ALWAYS: ReadonlySet<string> = new Set(['rank', 'model']);

/** What a board can show. Accounts have means of the classic scores. */
const columnsOn = (board: Board): readonly BoardColumn[] =>
  BOARD_COLUMNS.filter(({ isOfModels, isOnly }) =>
    board === 'accounts' ? isOfModels !== true : isOnly === undefined || isOnly === board,
  );

/** The columns that can be chosen; those that always stand there are not among them. */
export const choosableColumns = (board: Board): readonly BoardColumn[] =>
  columnsOn(board).filter(({ key }) => !ALWAYS.has(key));

/** Of an account what it was paid is shown from the start: it is what all its models brought together. */
const isShownAtFirst = ({ key, isExtra }: BoardColumn, board: Board): boolean =>
  isExtra !== true || (board === 'accounts' && key === 'payout');

/** Keys of an address (`corr,tc`) as they are known and ordered here; undefined for what is shown without a choice. */
export function chosenKeys(text: string | undefined, board: Board = 'classic'): ReadonlySet<string> {
  const all = BOARD_COLUMNS.filter(({ key }) => !ALWAYS.has(key));
  if (text === undefined) {
    return new Set(all.filter((column) => isShownAtFirst(column, board)).map(({ key }) => key));
  }
  const asked = new Set(text.split(','));
  return new Set(all.filter(({ key }) => asked.has(key)).map(({ key }) => key));
}

/** A choice as it stands in an address; undefined for the one that is made without. */
export function keysText(keys: ReadonlySet<string>, board: Board = 'classic'): string | undefined {
  const inOrder = (chosen: ReadonlySet<string>): string =>
    BOARD_COLUMNS.filter(({ key }) => !ALWAYS.has(key) && chosen.has(key))
      .map(({ key }) => key)
      .join(',');
  const text = inOrder(keys);
  // An address that names no column at all still says that it was chosen.
  return text === inOrder(chosenKeys(undefined, board)) ? undefined : text || 'none';
}

/** The columns of a table with these keys. */
export function columnsOf(keys: ReadonlySet<string>, board: Board): readonly Column<BoardRow>[] {
  const shown = columnsOn(board).filter(({ key }) => ALWAYS.has(key) || keys.has(key));
  if (board !== 'accounts') return shown;
  return shown.flatMap((column) => {
    if (column.key === 'model') return [{ ...column, header: 'Account' }, MODELS];
    // Of an account's mean there is no standard error.
    return [{ ...column, header: column.header.replace(' ± s.e.', '') }];
  });
}
