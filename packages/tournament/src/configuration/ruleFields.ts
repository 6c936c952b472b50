import { PAYOUT_POLICIES, RELEASE_POLICIES } from '@robata/ledger';
import type { ScoreColumn } from '../records.ts';
import type { SignalsConfig } from '../rounds/signals/signalsConfig.ts';

/** One thing that a configuration says, and what may be said. The one list that checks, diffs, forms and pages read. */
export interface RuleField {
  /** `optimizer.gross` */
  readonly name: string;
  readonly group: RuleGroup;
  readonly title: string;
  /** What it does, for a person who sees it for the first time. */
  readonly says: string;
  readonly unit?: string;
  readonly kind:
    | {
        readonly kind: 'number';
        readonly minimum: number;
        readonly maximum: number;
        readonly integer?: true;
        readonly orNull?: true;
      }
    /** Decimal texts, exact to the given places. */
    | { readonly kind: 'decimal'; readonly minimum: string; readonly maximum: string; readonly places: 12 | 18 }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'flag' }
    /** Cannot change while a tournament runs, because of this. */
    | { readonly kind: 'fixed'; readonly because: string };
}

export const RULE_GROUPS = [
  'Tournament',
  'Payouts',
  'Stakes',
  'Meta model',
  'Portfolio',
  'True Contribution',
  'Publication',
  'Signals',
] as const;
export type RuleGroup = (typeof RULE_GROUPS)[number];
export type RuleValue = string | number | boolean | null;
/** Everything that a configuration says, flat, by the names of the fields. */
export type Rules = Readonly<Record<string, RuleValue>>;

const field = (
  group: RuleGroup,
  name: string,
  title: string,
  says: string,
  kind: RuleField['kind'],
  unit?: string,
): RuleField => ({
  name,
  group,
  title,
  says,
  kind,
  ...(unit === undefined ? {} : { unit }),
});
const number = (minimum: number, maximum: number) => ({ kind: 'number', minimum, maximum }) as const;
const decimal = (minimum: string, maximum: string, places: 12 | 18 = 12) =>
  ({ kind: 'decimal', minimum, maximum, places }) as const;
const fixed = (because: string) => ({ kind: 'fixed', because }) as const;

const ERAS_DEPEND = 'Eras, features and the risk model are built with it: another one is another tournament.';

const TOURNAMENT: readonly RuleField[] = [
  field('Tournament', 'schedule', 'Schedule', 'How often a round opens.', fixed(ERAS_DEPEND)),
  field('Tournament', 'universeSize', 'Universe', 'Stocks of an era.', fixed(ERAS_DEPEND), 'stocks'),
  field(
    'Tournament',
    'horizonDays',
    'Horizon',
    'Trading days that a round is scored.',
    fixed('Targets are made for it.'),
    'days',
  ),
  field(
    'Tournament',
    'lagDays',
    'Lag',
    'Trading days between an era and the first return that counts.',
    fixed('Targets are made for it.'),
    'days',
  ),
  field(
    'Tournament',
    'columns',
    'Scores shown',
    'Every score of a round, with its definition and target.',
    fixed('Participants compare rounds by them.'),
  ),
];

const SCORE_NAMES: Readonly<Record<string, string>> = {
  corr: 'CORR',
  mmc: 'MMC',
  fnc: 'FNC',
  tc: 'TC',
  tcLeaveOneOut: 'TC leave-one-out',
  tcLeaveOneOutHeld: 'TC leave-one-out, held',
  corrNomi: 'CORR nomi',
  alpha: 'ALPHA',
  mpc: 'MPC',
  corrFilled: 'CORR, neutral',
  coveredCorr: 'CORR, covered part',
  corrSignals: 'CORR 2022',
  fncV4: 'FNCv4',
  ic: 'IC',
  ric: 'RIC',
  mmcSignals: 'MMC of Signals',
};

/** Of one score column: how much of it is paid. */
const payoutFields = (
  { key, definitionId, target }: ScoreColumn,
  [group, prefix]: readonly [RuleGroup, string] = ['Payouts', 'payout'],
): RuleField[] => [
  field(
    group,
    `${prefix}.${key}.multiplier`,
    `${SCORE_NAMES[key] ?? key}, paid`,
    `How often ${definitionId}${target === null ? '' : ` on ${target}`} is paid; 0: it is only shown.`,
    decimal('0', '10'),
    '×',
  ),
  field(
    group,
    `${prefix}.${key}.scale`,
    `${SCORE_NAMES[key] ?? key}, scale`,
    'Brings scores of different size to one size before they are added.',
    decimal('0.000001', '1000'),
    '×',
  ),
];

const policyFields = (group: RuleGroup, prefix: string): RuleField[] => [
  field(
    group,
    `${prefix}.threshold`,
    'Threshold',
    'Up to this much at risk everything is paid in full; beyond it payouts and burns shrink in proportion.',
    decimal('1', '1000000000000', 18),
    'tokens',
  ),
  field(
    group,
    `${prefix}.clip`,
    'Limit of a payout',
    'A round pays or burns at most this share of what is at risk.',
    decimal('0.001', '1'),
    '× at risk',
  ),
  field(group, `${prefix}.clipOrder`, 'Limit stands', 'Whether the limit holds before or after the payout factor.', {
    kind: 'choice',
    options: ['after_factor', 'before_factor'],
  }),
  field(
    group,
    `${prefix}.paysBenchmarks`,
    'Benchmarks are paid',
    'Whether the operator’s own models are paid and counted.',
    { kind: 'flag' },
  ),
];

const STAKES: readonly RuleField[] = [
  field(
    'Stakes',
    'releasePolicy',
    'Release of stakes',
    'When what is taken out of a stake arrives: with the last active round that counted it; the same but at once for what no loss can reach (robata-release-1); or by the calendar of 2022.',
    { kind: 'choice', options: Object.keys(RELEASE_POLICIES) },
  ),
];

const META_MODEL: readonly RuleField[] = [
  field(
    'Meta model',
    'weighting.kind',
    'Weights',
    'How stakes weigh the meta model. Payouts stay in proportion to the stake.',
    {
      kind: 'choice',
      options: ['proportional', 'capped', 'concave'],
    },
  ),
  field(
    'Meta model',
    'weighting.share',
    'Largest share',
    'With capped weights: no model weighs more than this share.',
    {
      ...number(0.01, 1),
      orNull: true,
    },
    '× all weights',
  ),
  field('Meta model', 'weighting.exponent', 'Exponent', 'With concave weights: stake to this power.', {
    ...number(0.1, 1),
    orNull: true,
  }),
];

const portfolio = (name: string, title: string, says: string, kind: RuleField['kind'], unit?: string): RuleField =>
  field('Portfolio', `optimizer.${name}`, title, says, kind, unit);
/** Of styles in standard deviations over the stocks, of everything else in weights: both times the weights. */
const exposure = (name: string, title: string, of: string, unit = '× NAV'): RuleField =>
  portfolio(name, title, `The largest exposure of the portfolio to ${of}, either way.`, number(0, 2), unit);

const PORTFOLIO: readonly RuleField[] = [
  field(
    'Portfolio',
    'alphaFactor',
    'Alpha factor',
    'Whether the direction of the meta model is one more factor of the risk model.',
    { kind: 'flag' },
  ),
  portfolio(
    'informationCoefficient',
    'Information coefficient',
    'The correlation that is expected between meta model and returns: α = IC·σ·z.',
    number(0.0001, 0.5),
    'correlation',
  ),
  portfolio(
    'riskAversionPerStock',
    'Risk aversion',
    'γ over the number of stocks, without the alpha factor.',
    number(0.0001, 10),
    '× stocks',
  ),
  portfolio(
    'riskAversionPerStockWithAlphaFactor',
    'Risk aversion with the alpha factor',
    'γ over the number of stocks, with the alpha factor.',
    number(0.0001, 10),
    '× stocks',
  ),
  portfolio('gross', 'Gross', 'Longs plus shorts, at most.', number(0.1, 4), '× NAV'),
  portfolio('net', 'Net', 'Longs minus shorts, at most, either way.', number(0, 1), '× NAV'),
  exposure('market', 'Market', 'the market factor'),
  exposure('sector', 'Sectors', 'each sector'),
  exposure('country', 'Countries', 'each country'),
  exposure('beta', 'Beta', 'beta', 'σ × NAV'),
  exposure('style', 'Styles', 'each style', 'σ × NAV'),
  portfolio(
    'position',
    'Position',
    'The largest position; or that of the next line, where it is larger.',
    number(0.0001, 0.5),
    '× NAV',
  ),
  portfolio(
    'positionTimesEqualWeight',
    'Position, in equal weights',
    'The largest position as so many times 1/n.',
    number(1, 100),
    '× 1/n',
  ),
  portfolio(
    'turnoverPerWeek',
    'Turnover per week',
    'Buys plus sells at most; null: not limited.',
    { ...number(0.001, 4), orNull: true },
    '× NAV',
  ),
  portfolio('linearCost', 'Trading cost', 'One way, as a share of what is traded.', number(0, 0.05), '× traded'),
];

const contribution = (name: string, title: string, says: string, kind: RuleField['kind'], unit?: string): RuleField =>
  field('True Contribution', `contribution.${name}`, title, says, kind, unit);

const CONTRIBUTION: readonly RuleField[] = [
  contribution(
    'stakeFraction',
    'Leave-one-out weight',
    'The share at which a model is put into the meta model by leave-one-out.',
    number(0.0001, 0.5),
    '× all weights',
  ),
  contribution(
    'draws',
    'Draws',
    'Of the gradient: over so many random stakes it is a mean.',
    { ...number(1, 1000), integer: true },
    'draws',
  ),
  contribution('dropout', 'Dropout', 'The share of stakes that a draw leaves out.', number(0, 0.95), '× stakes'),
  contribution('seed', 'Seed', 'Of the draws.', { ...number(0, 4_294_967_295), integer: true }),
];

const PUBLICATION: readonly RuleField[] = [
  field(
    'Publication',
    'kits',
    'Kits of rounds',
    'Whose predictions a resolved round publishes: each participant gets its own (own), everybody everybody’s ranks, or values.',
    { kind: 'choice', options: ['own', 'ranks', 'values'] },
  ),
];

const signals = (name: string, title: string, says: string, kind: RuleField['kind'], unit?: string): RuleField =>
  field('Signals', `signals.${name}`, title, says, kind, unit);

/** Of the part in which participants bring their own data. */
const signalsFields = ({ columns }: SignalsConfig): RuleField[] => [
  signals(
    'columns',
    'Scores of Signals',
    'Every score of a Signals model, with its definition and target.',
    fixed('Participants compare rounds by them.'),
  ),
  ...columns.flatMap((column) => payoutFields(column, ['Signals', 'signals.payout'])),
  ...policyFields('Signals', 'signals.payout'),
  signals(
    'metaModelShare',
    'Share of the meta model',
    'How much Signals weighs in the joint meta model, where both parts have stakes; null: stakes alone decide.',
    { ...number(0, 1), orNull: true },
    '× meta model',
  ),
  signals(
    'minimumRows',
    'Rows of a file',
    'A file with fewer stocks of the universe is refused; of a smaller universe all are asked for.',
    { ...number(1, 100_000), integer: true },
    'stocks',
  ),
  signals(
    'unusedShareMax',
    'Rows that may fail',
    'A file with a larger share of rows that match nothing, come twice or have no value is refused; listings outside the universe are no mistake.',
    number(0, 1),
    '× rows',
  ),
  signals(
    'fill',
    'What is left out',
    'Stocks that a file leaves out get the middle rank before neutralizing, as in 2022 (a small file then stands for the neutralizers), or after it (they hold no position).',
    { kind: 'choice', options: ['after-neutralizing', 'before-neutralizing'] },
  ),
  signals(
    'gate.submissions',
    'Gate: submissions',
    'Churn and turnover are those against so many of a model’s last submissions, the largest, as long as their rounds are under way: of daily rounds five are a week, of weekly ones five weeks, over which a signal changes more. null: nothing is asked for.',
    { ...number(1, 20), integer: true, orNull: true },
    'submissions',
  ),
  signals(
    'gate.churn',
    'Gate: churn',
    'A model whose ranks change as much or more (1 − correlation) is scored and not paid; null: no limit.',
    { ...number(0, 2), orNull: true },
    '1 − correlation',
  ),
  signals(
    'gate.turnover',
    'Gate: turnover',
    'A model whose neutral portfolio trades as much of itself or more is scored and not paid; null: no limit.',
    { ...number(0, 1), orNull: true },
    '× portfolio',
  ),
  signals(
    'gate.needsPrevious',
    'Gate: the round before',
    'Whether a model that left out the round before is scored and not paid.',
    { kind: 'flag' },
  ),
];

/** Every field of a configuration whose rounds show these scores, in the order in which they are read. */
export const ruleFields = (columns: readonly ScoreColumn[], signalsPart?: SignalsConfig): readonly RuleField[] => [
  ...TOURNAMENT,
  ...columns.flatMap((column) => payoutFields(column)),
  ...policyFields('Payouts', 'payout'),
  ...STAKES,
  ...META_MODEL,
  ...PORTFOLIO,
  ...CONTRIBUTION,
  ...PUBLICATION,
  ...(signalsPart === undefined ? [] : signalsFields(signalsPart)),
];

/** Presets that pay only scores which these columns hold. */
export const payablePresets = (columns: readonly ScoreColumn[]) =>
  Object.values(PAYOUT_POLICIES).filter((policy) =>
    policy.scores.every((paid) =>
      columns.some(
        ({ key, definitionId, target }) =>
          key === paid.key && definitionId === paid.definitionId && target === paid.target,
      ),
    ),
  );
