import type { RoundPage as Page } from '@robata/client';
import { useId, useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { client } from '../data/client.ts';
import { useOwnEntries } from './useOwnEntries.ts';

/** The published root of a round's payouts, and the proof of each of them. */
export function PayoutProofs({ page }: { readonly page: Page }) {
  const id = useId();
  const { round } = page;
  const own = useOwnEntries(page.entries);
  const paid = page.entries.filter(({ payout }) => payout !== null).map(({ model }) => model);
  const [chosen, setChosen] = useState('');
  const model = paid.includes(chosen) ? chosen : (own.find((name) => paid.includes(name)) ?? paid[0]);
  // The parts of a joint round are paid by plans of their own, each with a tree of its own.
  const isOfSignals = page.entries.some((row) => row.model === model && row.tournament === 'signals');
  const part = isOfSignals && round.signals !== undefined ? 'signals' : 'classic';
  const root = part === 'signals' ? round.signals?.payoutRoot : round.payoutRoot;
  if (root === undefined || model === undefined) return null;
  return (
    <div className="check">
      <p>
        Each payout{part === 'signals' && ' of the Signals part'} is a leaf of a Merkle tree whose root was published at
        resolution: <code className="hash">{root}</code>
      </p>
      <div className="controls">
        <label htmlFor={id}>Payout of</label>
        <select id={id} value={model} onChange={({ target }) => setChosen(target.value)}>
          {paid.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <a
          className="button"
          href={client.payoutProofUrl(round.number, model)}
          download={`${fileOf(round.number, model)}`}
        >
          Download its proof
        </a>
        <a className="button" href={client.roundStatementUrl(round.number, part)}>
          {part === 'signals' ? 'All Signals payouts as CSV' : 'All payouts as CSV'}
        </a>
      </div>
      <CopyLine text={`npx robata verify payout ${fileOf(round.number, model)}`} label="the command" />
    </div>
  );
}

/** A file name that any system takes. */
export const fileOf = (round: number, model: string): string =>
  `round-${round}-${model.replaceAll(/[^A-Za-z0-9_-]+/g, '_')}-proof.json`;
