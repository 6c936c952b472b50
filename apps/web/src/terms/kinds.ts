/** What kinds of models there are, for somebody who sees the badge for the first time. */
const KINDS: Readonly<Record<string, { readonly label: string; readonly says: string }>> = {
  meta: {
    label: 'meta model',
    says: 'The stake-weighted mean of all ranked predictions: what the fund trades on. It stakes nothing.',
  },
  example: { label: 'benchmark', says: 'The published example predictions: anybody can submit them.' },
  planted: {
    label: 'planted',
    says: 'Is told a small, stated part of the future. Not a model: it tests whether True Contribution finds information.',
  },
  copycat: { label: 'copycat', says: 'Submits the example predictions unchanged.' },
  random: { label: 'random', says: 'Submits fresh noise every round: should earn nothing.' },
  pair: { label: 'pair', says: 'Two models with equal stakes submit p and 1 − p, to look for a free lunch.' },
  ridge: { label: 'ridge', says: 'Ridge regression, refitted as eras become known.' },
  trees: { label: 'trees', says: 'Boosted decision trees.' },
  neutralized: {
    label: 'neutralized',
    says: 'Predictions with a part of what the features explain linearly taken out.',
  },
  momentum: { label: 'momentum', says: 'A single factor: past winners.' },
  reversal: { label: 'reversal', says: 'A single factor: recent losers.' },
  factor: { label: 'factor', says: 'A single feature as it is.' },
  value: { label: 'value', says: 'A single factor: cheap by fundamentals.' },
  ensemble: { label: 'ensemble', says: 'The mean of the ranks of several models.' },
  whale: { label: 'whale', says: 'Holds a fifth of all stakes.' },
};

/** Kinds of Signals models begin so. */
const OF_SIGNALS = 'signals-';
const SIGNALS_META = {
  label: 'meta model',
  says: 'The stake-weighted mean of the Signals models alone: what their MMC is taken against. It stakes nothing.',
};

/** Of a Signals model the kind without that: it stands among its own. */
export function kindOf(kind: string): { readonly label: string; readonly says: string } {
  if (kind === 'signals-meta') return SIGNALS_META;
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known !== undefined) return known;
  if (!kind.startsWith(OF_SIGNALS)) return { label: kind, says: 'A participant.' };
  const { label, says } = kindOf(kind.slice(OF_SIGNALS.length));
  return { label: label.replaceAll('-', ' '), says: `${says} Of Signals: with its own data, by ticker.` };
}

export const ALL_KINDS: readonly string[] = Object.keys(KINDS);
