import type { ShownProposal } from '@robata/client';
import { Section } from '../components/Section.tsx';
import { Decide } from '../console/Decide.tsx';
import { client } from '../data/client.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { useConfigurationChanged } from './configurationQueries.ts';
import { RuleDiff } from './RuleDiff.tsx';

/** What is proposed: the difference, what to know of it, and the way to adopt it. */
export function ProposalPart({ proposal }: { readonly proposal: ShownProposal }) {
  const changed = useConfigurationChanged();
  const { hash, after, effectiveFromRound, author, time, reason, changes, notices, refusal } = proposal;
  const version = after + 1;
  return (
    <Section title={`Proposed: version ${version}, from round ${effectiveFromRound} on`}>
      <p>
        <span className="muted">
          By {author}, {formatTime(time)}.
        </span>{' '}
        {reason}
      </p>
      <RuleDiff changes={changes} caption="What the proposal changes" />
      {notices.map((notice) => (
        <p key={notice} className="notice">
          {notice}
        </p>
      ))}
      <p className="muted hash">
        <code>{hash}</code>
      </p>
      {refusal !== null && <p className="notice notice-error">{refusal}</p>}
      <div className="acts">
        {refusal === null && (
          <Decide
            button="Adopt it …"
            title={`Adopt version ${version}?`}
            what={
              <>
                <p>
                  {changes.length === 1 ? 'One rule changes' : `${changes.length} rules change`} from round{' '}
                  {effectiveFromRound} on; rounds that are open or scored keep theirs. Everybody reads it at once.
                </p>
                <p>It cannot be taken back: another version can only change it again.</p>
              </>
            }
            typed={`round ${effectiveFromRound}`}
            confirm={`Adopt version ${version}`}
            onAct={async () => {
              await client.configuration.adopt(hash);
              await changed();
              return `Version ${version} holds from round ${effectiveFromRound} on.`;
            }}
          />
        )}
        <Act
          confirm="Withdraw it?"
          onAct={async () => {
            await client.configuration.withdraw(hash);
            await changed();
          }}
        >
          Withdraw it
        </Act>
      </div>
    </Section>
  );
}
