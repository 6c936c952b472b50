import type { RoundRecord } from '@robata/client';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { client } from '../data/client.ts';
import { addressOf, useVisitor } from '../data/own.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { sha256Hex } from './sha256Hex.ts';

type Outcome =
  | { readonly kind: 'idle' | 'working' | 'nothing' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'done'; readonly hash: string; readonly characters: number; readonly startsWithSalt: boolean };

/** Opens a resolved round's commitment in the reader's own browser: hashes what was committed to and compares. */
export function CommitmentCheck({ round }: { readonly round: RoundRecord }) {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'idle' });
  const address = addressOf(useVisitor().data);
  const { commitment, salt, number } = round;
  if (commitment === null || salt === null) return null;
  const check = async (): Promise<void> => {
    setOutcome({ kind: 'working' });
    try {
      const text = await client.committed(number);
      setOutcome(
        text === null
          ? { kind: 'nothing' }
          : {
              kind: 'done',
              hash: await sha256Hex(text),
              characters: text.length,
              startsWithSalt: text.startsWith(salt),
            },
      );
    } catch (error) {
      setOutcome({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className="check">
      <p>
        Was anything changed after the close? The server gives what it committed to (salt, stocks, hashes of the
        submissions, configuration, and the portfolio problem as it follows from the published kit), and your own
        machine computes the fingerprint.
      </p>
      {globalThis.isSecureContext ? (
        <button type="button" className="button" disabled={outcome.kind === 'working'} onClick={() => void check()}>
          {outcome.kind === 'working' ? 'Computing…' : 'Check it in this browser'}
        </button>
      ) : (
        <p className="muted">Browsers compute SHA-256 on https addresses only. In a shell:</p>
      )}
      <div role="status">
        <Result outcome={outcome} commitment={commitment} />
      </div>
      <CopyLine text={`curl -s ${address}${client.committedUrl(number)} | sha256sum`} label="the check for a shell" />
    </div>
  );
}

function Result({ outcome, commitment }: { readonly outcome: Outcome; readonly commitment: string }) {
  switch (outcome.kind) {
    case 'idle':
    case 'working':
      return null;
    case 'nothing':
      return <p className="muted">What this round committed to was not kept: it closed before that was done.</p>;
    case 'failed':
      return <p className="verdict verdict-bad">It could not be checked: {outcome.why}</p>;
    case 'done': {
      const isSame = outcome.hash === commitment && outcome.startsWithSalt;
      return (
        <p className={isSame ? 'verdict verdict-good' : 'verdict verdict-bad'}>
          {isSame ? '✓ It matches. ' : '✗ It does not match. '}
          SHA-256 of {formatNumber(outcome.characters)} characters that begin with the salt:{' '}
          <code className="hash">{outcome.hash}</code>
        </p>
      );
    }
  }
}
