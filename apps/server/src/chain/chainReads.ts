import { DomainError } from '@robata/tournament';
import type { VaultChain, VaultPosition, VaultRoots, VaultStake } from '@robata/tournament/chain';
import { cachedFor } from '../cachedFor.ts';

/** What pages ask of the chain: however many ask, a node is asked the same at most once a second. Rejects with `not_available` where it does not answer. */
export interface ChainReads {
  newest(): Promise<VaultRoots>;
  stakes(positions: readonly VaultPosition[], block: number): Promise<readonly VaultStake[]>;
}

const FRESH_MS = 1_000;
/** Answers about stakes: two for each account that is looking. */
const REMEMBERED = 256;

export function chainReads(chain: Pick<VaultChain, 'roots' | 'stakes'>): ChainReads {
  const answered = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((cause: unknown) => {
      throw new DomainError('not_available', 'The chain cannot be read now.', {
        remedy: 'Ask again in a minute.',
        cause,
      });
    });
  const newest = cachedFor({ freshMs: FRESH_MS }, () => answered(chain.roots()));
  const stakes = cachedFor({ freshMs: FRESH_MS, remembered: REMEMBERED }, (asked: string) => {
    const { positions, block } = JSON.parse(asked) as { positions: VaultPosition[]; block: number };
    return answered(chain.stakes(positions, block));
  });
  return {
    newest: () => newest(null),
    stakes: (positions, block) =>
      stakes(JSON.stringify({ positions: positions.map(({ address, key }) => ({ address, key })), block })),
  };
}
