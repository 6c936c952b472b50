import type { ChainState } from '@robata/client';

/** What is wrong with the chain, or with what the server knows of it: said before anything else. */
export function Halts({ chain: { halts, problem } }: { readonly chain: ChainState }) {
  if (halts.length === 0 && problem === null) return null;
  return (
    <div className="notice notice-error" role="alert">
      {halts.map(({ kind, since, sentence }) => (
        <p key={kind}>
          <strong>
            {kind === 'reorganization' ? 'The chain went another way' : 'Vault and ledger differ'} (since{' '}
            {since.slice(0, 10)}
            ).
          </strong>{' '}
          {sentence}
        </p>
      ))}
      {problem !== null && (
        <p>
          <strong>The server could not read the chain when it tried last.</strong> {problem} What is confirmed stays as
          it is; it goes on by itself.
        </p>
      )}
    </div>
  );
}
