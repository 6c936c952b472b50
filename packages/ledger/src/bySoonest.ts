import type { RoundId } from './accounts.ts';
import { byCodePoint } from './canonicalJson.ts';
import type { Journal } from './journal.ts';

/** Above every sequence number. */
const UNCLOSED = 2 ** 50;

/**
 * The order in which pending releases leave and burn: that of the closes they wait for; rounds still to close come last, by their numbers.
 * One place is ordered by where it goes, the wallet first.
 */
export const bySoonest =
  ({ rounds }: Pick<Journal, 'rounds'>) =>
  (a: Place, b: Place): number => {
    const closes = (round: RoundId) => rounds.get(round)?.closedAt ?? UNCLOSED + Number(round.split('/').at(-1));
    return closes(a.after) - closes(b.after) || byCodePoint(a.after, b.after) || byCodePoint(a.to ?? '', b.to ?? '');
  };

interface Place {
  readonly after: RoundId;
  readonly to?: string;
}
