import { normalQuantile, tieKeptRank } from '@robata/kernels';
import type { MarketPanel } from '@robata/market';
import type { Foresight } from '../participant.ts';
import { PLANTED_CORRELATION, standardizedKnown } from '../planted.ts';
import { noiseById } from '../randomness.ts';
import { negated, priceChange, type RawSignal, withinSector } from './priceSignals.ts';
import { returnOnAssetsSignal, shortInterestSignal } from './reportSignals.ts';
import type { SignalsDay, SignalsKind, SignalsParticipant } from './signalsParticipant.ts';

export interface SignalsRosterOptions {
  /** How many participants. */
  readonly models: number;
  /** What tables and labels there are decides who comes. */
  readonly panel: MarketPanel;
  readonly seed: number;
}

/** Participants who bring their own data. */
export interface SignalsRoster {
  readonly participants: readonly SignalsParticipant[];
  /**
   * What each submits, in order: ranks in (0, 1), NaN where its data have nothing; null where it has fewer than `minimumRows` stocks (all
   * of a smaller universe), which is no submission.
   */
  predict(day: SignalsDay, foresight: Foresight | null, minimumRows: number): (Float64Array | null)[];
}

/** Whole tokens, as the classic cast's: information that may be some, and noise. */
const STAKE = { data: 1000, noise: 400 } as const;
/** Of the universe: what a vendor of prices does not cover. */
const VENDOR_GAP = 0.1;
/** A report of short interest comes twice a month; carried on as long as this, said on its page. */
export const SHORT_INTEREST_DAYS = 252;

/**
 * The example participants of Signals: short interest (days to cover, shares short over float, where the market has such tables), fundamentals (where it has reports), momentum, one sector's momentum (where there are labels), reversal, a random one, a planted one,
 * then more price changes. Each leaves out the stocks that its data do not have.
 */
export function createSignalsRoster({ models, panel, seed }: SignalsRosterOptions): SignalsRoster {
  const participants = [...cast(panel, seed)].slice(0, models);
  return {
    participants,
    predict: (day, foresight, minimumRows) =>
      participants.map((participant) => {
        const signal = participant.predict(day, participant.kind === 'signals-planted' ? foresight : null);
        const rows = signal.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
        return rows < Math.min(minimumRows, day.members.length) || !hasSpread(signal) ? null : tieKeptRank(signal);
      }),
  };
}

const hasSpread = (signal: Float64Array): boolean => {
  const known = signal.filter((value) => !Number.isNaN(value));
  return known.some((value) => value !== known[0]);
};

function cast(panel: MarketPanel, seed: number): readonly SignalsParticipant[] {
  const carried = SHORT_INTEREST_DAYS;
  const until = (days: number): string => `the last report, carried for at most ${days} trading days`;
  const hasShort = (panel.shortInterest?.length ?? 0) > 0;
  const hasReports = (panel.fundamentals?.length ?? 0) > 0;
  const sector = largestSector(panel);
  const short: SignalsParticipant[] = [];
  if (hasShort && panel.volume !== null) {
    const story = `Short interest of its own: long few days to cover (shares short over the mean volume of 21 days), ${until(carried)}.`;
    short.push(
      of('signals_days_to_cover', 'signals-short-interest', shortInterestSignal('days to cover', carried), story),
    );
  }
  if (hasShort) {
    const story = `Short interest of its own: long a small share of the float sold short, ${until(carried)}.`;
    short.push(
      of('signals_short_float', 'signals-short-interest', shortInterestSignal('short of float', carried), story),
    );
  }
  const reports: SignalsParticipant[] = hasReports
    ? [
        of(
          'signals_profitability',
          'signals-fundamentals',
          returnOnAssetsSignal(),
          'Fundamentals of its own: long net income a year over assets, by the last report filed before the day, at most a year old.',
        ),
      ]
    : [];
  const gap = (name: string, signal: RawSignal) => withGaps(`${seed}/${name}`, signal);
  const momentum = priceChange(252, 21);
  const sectors: SignalsParticipant[] =
    sector === null
      ? []
      : [
          of(
            'signals_sector',
            'signals-sector',
            withinSector(sector, priceChange(126, 21)),
            `One sector alone (${sector}): long what rose over six months, the last month left out. Most of the universe is left out.`,
          ),
        ];
  return [
    ...short,
    ...reports,
    of(
      'signals_momentum',
      'signals-momentum',
      gap('momentum', momentum),
      `Prices of its own: long what rose over the last year, the last month left out. Its vendor lacks a tenth of the tickers.`,
    ),
    ...sectors,
    of(
      'signals_reversal',
      'signals-reversal',
      negated(priceChange(21, 0)),
      'Prices of its own: long what fell over the last month.',
    ),
    random(seed),
    planted(seed),
    ...[63, 126, 189].map((days) =>
      of(
        `signals_momentum_${days}`,
        'signals-momentum',
        gap(`momentum_${days}`, priceChange(days, 5)),
        `Prices of its own: long what rose over ${days} trading days, the last week left out. Its vendor lacks a tenth of the tickers.`,
      ),
    ),
  ];
}

const of = (name: string, kind: SignalsKind, signal: RawSignal, description: string): SignalsParticipant => ({
  name,
  kind,
  description,
  initialStake: BigInt(STAKE.data),
  predict: signal,
});

/** A tenth of the tickers is not in its data, always the same. */
const withGaps =
  (key: string, signal: RawSignal): RawSignal =>
  (day) => {
    const draws = noiseById(key, securityIds(day));
    return signal(day).map((value, i) => ((draws[i] as number) < VENDOR_GAP ? Number.NaN : value));
  };

const random = (seed: number): SignalsParticipant => ({
  name: 'signals_random',
  kind: 'signals-random',
  description: 'Fresh noise every round.',
  initialStake: BigInt(STAKE.noise),
  predict: (day) => noiseById(`${seed}/signals_random/${day.day}`, securityIds(day)),
});

const planted = (seed: number): SignalsParticipant => ({
  name: 'signals_planted',
  kind: 'signals-planted',
  description:
    `PLANTED: knows a small part of the future. Its score is ${PLANTED_CORRELATION} × the standardized specific return of the coming ` +
    '20 days, which the season gives to it alone, plus noise. It tests whether Signals scores and True Contribution find information; it is not a model.',
  initialStake: BigInt(STAKE.data),
  predict(day, foresight) {
    const noise = noiseById(`${seed}/signals_planted/${day.day}`, securityIds(day)).map(normalQuantile);
    if (foresight === null) return noise;
    const z = standardizedKnown(foresight.specificReturns);
    const noiseShare = Math.sqrt(1 - PLANTED_CORRELATION ** 2);
    return noise.map((e, i) => PLANTED_CORRELATION * (z[i] as number) + noiseShare * e);
  },
});

const securityIds = ({ panel, members }: SignalsDay): readonly string[] =>
  Array.from(members, (security) => panel.securities[security]?.id ?? String(security));

/** That of most securities; of equally many the first by name. */
function largestSector({ securities }: MarketPanel): string | null {
  const counts = new Map<string, number>();
  for (const { sector } of securities) if (sector !== null) counts.set(sector, (counts.get(sector) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}
