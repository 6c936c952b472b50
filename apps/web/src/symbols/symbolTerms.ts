import type { Term } from '../terms/terms.ts';

/** Words of the page of symbols. */
export const SYMBOL_TERMS = {
  freshness: {
    name: 'Age of the map',
    says: 'Days since the day of which the imported map is. New listings and renames since then are unknown to it; above the limit that the operator set, an incident is raised.',
  },
  listings: {
    name: 'Listings',
    says: 'Companies’ listings on one exchange that have any symbol on the day. Each keeps one permanent id for ever, however often its symbols change.',
  },
  version: {
    name: 'Version in force',
    says: 'Each import is a version. A round answers files by the version that was in force when it opened, so that the same file gets the same answer.',
  },
  universe: {
    name: 'Stocks of the round',
    says: 'The universe of the round that takes Signals files. Each scheme’s share says how many of its stocks a file can name in that scheme.',
  },
} as const satisfies Record<string, Term>;
