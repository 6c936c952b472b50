import type { RoundPage } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { CopyLine } from '../components/CopyLine.tsx';
import { Explained } from '../components/Explained.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { TERMS } from '../terms/terms.ts';
import { CommitmentCheck } from './CommitmentCheck.tsx';
import { PayoutProofs } from './PayoutProofs.tsx';

/** How anybody recomputes the round: its kit, the command, and what was committed to. */
export function RoundProof({ page }: { readonly page: RoundPage }) {
  const { round, kit } = page;
  const file = `round-${round.number}-kit.npz`;
  return (
    <Section title="Recompute it">
      {kit ? (
        <>
          <p>
            <a className="button" href={client.kitUrl(round.number, 'npz')} download={file}>
              Download the kit
            </a>{' '}
            It holds the portfolio problem, predictions, stakes and returns of this round, as arrays that NumPy opens
            too. This line prints the TC column above:
          </p>
          <CopyLine text={`npx robata contribution --kit ${file} --method gradient`} label="the command" />
          <p className="muted">
            Without <code>--method gradient</code> it prints leave-one-out from the portfolio held; with{' '}
            <code>--start zero</code> leave-one-out from nothing.
          </p>
        </>
      ) : (
        <p className="muted">The kit that recomputes every contribution is published when the round resolves.</p>
      )}
      <dl className="facts">
        {round.commitment !== null && (
          <>
            <dt>
              <Explained term={TERMS.commitment} />
            </dt>
            <dd>
              <code className="hash">{round.commitment}</code>
            </dd>
            <dt>Salt</dt>
            <dd>{round.salt === null ? 'is opened at resolution' : <code className="hash">{round.salt}</code>}</dd>
          </>
        )}
        {round.planHash !== null && (
          <>
            <dt>Payout plan</dt>
            <dd>
              <code className="hash">{round.planHash}</code>
            </dd>
          </>
        )}
        {round.signals != null && round.signals.planHash !== null && (
          <>
            <dt>Payout plan of Signals</dt>
            <dd>
              <code className="hash">{round.signals.planHash}</code>
            </dd>
          </>
        )}
        <dt>Configuration</dt>
        <dd>
          <Link to="/rules" hash={`version-${round.configVersion}`}>
            version {round.configVersion}
          </Link>
        </dd>
      </dl>
      <CommitmentCheck round={round} />
      {kit && (
        <p>
          <Link className="button" to="/rounds/$number/verify" params={{ number: String(round.number) }}>
            Compute the scores again in this browser
          </Link>
        </p>
      )}
      <PayoutProofs page={page} />
    </Section>
  );
}
