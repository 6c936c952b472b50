import { isOver, type Stage } from '@robata/contracts/participant';
import { formatTime } from '../format/formatTime.ts';
import { Hex } from './ConnectWallet.tsx';
import type { SentTransaction } from './sentTransactions.ts';
import type { FollowedTransaction } from './useSentTransactions.ts';

interface SentListProps {
  readonly followed: readonly FollowedTransaction[];
  /** Whether there is a wallet that can be asked. */
  readonly canSee: boolean;
  /** The vault's network, where the wallet is on another; null where it is on that. */
  readonly switchTo: number | null;
  readonly onClear: () => void;
}

/** What was sent, and how far each has come. It stays over reloads. */
export function SentList({ followed, canSee, switchTo, onClear }: SentListProps) {
  return (
    <>
      <ol className="sent-list">
        {followed.map(({ sent, stage }) => (
          <li key={sent.hash} data-stage={stage?.kind ?? 'unknown'}>
            <span>
              <strong>{sent.says}</strong> <Hex value={sent.hash} />
            </span>
            <span role="status">
              {stage === null ? <span className="badge">not looked up</span> : <Badge stage={stage} sent={sent} />}
            </span>
            <small className="muted">{formatTime(new Date(sent.sentAt).toISOString())}</small>
          </li>
        ))}
      </ol>
      {!canSee && <p className="muted">Connect a wallet to see how far these have come.</p>}
      {switchTo !== null && (
        <p className="caution">
          The wallet is on another network: switch it to chain {switchTo} to see how far these have come. Send nothing
          again meanwhile.
        </p>
      )}
      {followed.some(({ stage }) => stage !== null && isOver(stage)) && (
        <p>
          <button type="button" className="button" onClick={onClear}>
            Clear what is done
          </button>
        </p>
      )}
    </>
  );
}

function Badge({ stage, sent }: { readonly stage: Stage; readonly sent: SentTransaction }) {
  const [tone, text] = said(stage, sent.isCounted);
  return <span className={`badge ${tone}`}>{text}</span>;
}

function said(stage: Stage, isCounted: boolean): readonly [string, string] {
  switch (stage.kind) {
    case 'sent':
      return ['badge-warning', 'sent: no block has it yet'];
    case 'confirming':
      return ['badge-warning', `confirming: ${stage.have} of ${stage.of} blocks`];
    case 'confirmed':
      return ['badge-warning', isCounted ? 'confirmed: the ledger takes it next' : 'confirmed'];
    case 'counted':
      return ['badge-good', isCounted ? 'counted' : 'confirmed'];
    case 'waiting':
      return ['badge-warning', `confirmed, and the ledger waits: ${stage.sentence}`];
    case 'failed':
      return ['badge-bad', 'refused in its block: nothing moved; try again'];
    case 'replaced':
      return ['badge-bad', 'another transaction took its place: nothing of this one moved'];
    case 'forgotten':
      return ['badge-bad', 'no node knows it: it was dropped or replaced; look at the wallet, and send it again'];
  }
}
