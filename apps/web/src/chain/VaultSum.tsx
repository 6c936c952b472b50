import type { ChainState, OwnChain, OwnChainModel } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { amountOf, sumOf, unitsOf } from '../wallet/amounts.ts';
import { ExactTokens } from '../wallet/ExactTokens.tsx';
import { Sum } from '../wallet/Sum.tsx';
import { CHAIN_TERMS } from './chainTerms.ts';

interface VaultSumProps {
  readonly own: OwnChain;
  readonly chain: ChainState;
}

/** One number: what the vault holds and owes, its parts, and the same out of the ledger. */
export function VaultSum({ own, chain }: VaultSumProps) {
  const of = (figure: (model: OwnChainModel) => string): string => sumOf(own.models.map(figure));
  const burn = of((model) => model.unclaimedBurn);
  const parts = [
    { key: 'staked', term: CHAIN_TERMS.active, amount: of(({ confirmed }) => confirmed.active) },
    { key: 'pending', term: CHAIN_TERMS.pending, amount: of(({ confirmed }) => confirmed.pending) },
    { key: 'available', term: CHAIN_TERMS.available, amount: of(({ confirmed }) => confirmed.available) },
    { key: 'unclaimed', term: CHAIN_TERMS.unclaimedPayout, amount: of((model) => model.unclaimedPayout) },
    ...(burn === '0' ? [] : [{ key: 'burn', term: CHAIN_TERMS.unclaimedBurn, amount: amountOf(-unitsOf(burn)) }]),
  ];
  const difference = unitsOf(own.value) - unitsOf(own.ledger);
  const { confirmed } = chain;
  return (
    <Sum total={{ key: 'total', term: CHAIN_TERMS.value, amount: own.value }} parts={parts}>
      <p data-agrees={difference === 0n}>
        <Explained term={CHAIN_TERMS.ledger} />: <ExactTokens amount={own.ledger} /> tokens{' '}
        {difference === 0n ? (
          <span className="badge badge-good">equal, to the last unit</span>
        ) : (
          <span className="badge badge-warning">
            the vault has {difference > 0n ? 'more' : 'less'}: {difference > 0n ? '+' : '−'}
            {amountOf(difference > 0n ? difference : -difference)}
          </span>
        )}
      </p>
      {own.waiting.map(({ transaction, kind, block, sentence }) => (
        <p key={`${transaction} ${kind}`} className="caution">
          The ledger waits with what happened in block {formatNumber(block)} ({kind.replaceAll('_', ' ')}): {sentence}
        </p>
      ))}
      <p className="muted">
        {confirmed === null ? (
          'The server has not read the chain yet.'
        ) : (
          <>
            <Explained term={CHAIN_TERMS.confirmed} /> {formatNumber(confirmed.block)}
            {chain.head !== null && chain.head.block > confirmed.block && (
              <> of {formatNumber(chain.head.block)}: what is newer is on its way, and shown beside each stake</>
            )}
            .
          </>
        )}
      </p>
    </Sum>
  );
}
