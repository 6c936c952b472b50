/** A market by Bloomberg's two letters, and how others name what is listed there. */
export interface Market {
  readonly bloomberg: string;
  readonly country: string;
  /** ISO 10383. One: every listing is there, so that a Bloomberg ticker gives the exchange ticker. */
  readonly mics: readonly string[];
  /** After the dot; none for the United States. */
  readonly yahooSuffixes: readonly string[];
}

const market = (bloomberg: string, country: string, mics: string, yahooSuffixes: string): Market => ({
  bloomberg,
  country,
  mics: mics.split(' '),
  yahooSuffixes: yahooSuffixes === '' ? [] : yahooSuffixes.split(' '),
});

/** Facts of the exchanges: ISO 10383 for the market codes, Yahoo's and Bloomberg's help pages for theirs. */
export const MARKETS: readonly Market[] = [
  market('US', 'United States', 'XNYS XNAS XASE ARCX BATS', ''),
  market('CN', 'Canada', 'XTSE XTSX XCNQ NEOE', 'TO V CN NE'),
  market('LN', 'United Kingdom', 'XLON', 'L'),
  market('GR', 'Germany', 'XETR XFRA XSTU XBER XMUN XHAM XDUS', 'DE F SG BE MU HM DU'),
  market('FP', 'France', 'XPAR', 'PA'),
  market('NA', 'Netherlands', 'XAMS', 'AS'),
  market('BB', 'Belgium', 'XBRU', 'BR'),
  market('PL', 'Portugal', 'XLIS', 'LS'),
  market('ID', 'Ireland', 'XDUB', 'IR'),
  market('SW', 'Switzerland', 'XSWX', 'SW'),
  market('IM', 'Italy', 'XMIL', 'MI'),
  market('SM', 'Spain', 'XMAD', 'MC'),
  market('SS', 'Sweden', 'XSTO', 'ST'),
  market('DC', 'Denmark', 'XCSE', 'CO'),
  market('FH', 'Finland', 'XHEL', 'HE'),
  market('NO', 'Norway', 'XOSL', 'OL'),
  market('AV', 'Austria', 'XWBO', 'VI'),
  market('PW', 'Poland', 'XWAR', 'WA'),
  market('CP', 'Czech Republic', 'XPRA', 'PR'),
  market('HB', 'Hungary', 'XBUD', 'BD'),
  market('GA', 'Greece', 'XATH', 'AT'),
  market('TI', 'Turkey', 'XIST', 'IS'),
  market('IT', 'Israel', 'XTAE', 'TA'),
  market('SJ', 'South Africa', 'XJSE', 'JO'),
  market('JP', 'Japan', 'XTKS', 'T'),
  market('HK', 'Hong Kong', 'XHKG', 'HK'),
  market('KS', 'South Korea', 'XKRX XKOS', 'KS KQ'),
  market('TT', 'Taiwan', 'XTAI ROCO', 'TW TWO'),
  market('SP', 'Singapore', 'XSES', 'SI'),
  market('MK', 'Malaysia', 'XKLS', 'KL'),
  market('TB', 'Thailand', 'XBKK', 'BK'),
  market('IJ', 'Indonesia', 'XIDX', 'JK'),
  market('PM', 'Philippines', 'XPHS', 'PS'),
  market('AU', 'Australia', 'XASX', 'AX'),
  market('NZ', 'New Zealand', 'XNZE', 'NZ'),
  market('BZ', 'Brazil', 'BVMF', 'SA'),
  market('MF', 'Mexico', 'XMEX', 'MX'),
];

const BY_BLOOMBERG = new Map(MARKETS.map((entry) => [entry.bloomberg, entry]));

/** The market of a Bloomberg ticker (`7203 JP`); null where its last two letters are no market that we know. */
export function marketOf(bloombergTicker: string): Market | null {
  return BY_BLOOMBERG.get(bloombergTicker.slice(bloombergTicker.lastIndexOf(' ') + 1)) ?? null;
}
