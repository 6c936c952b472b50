import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useOwnAccount, useOwnModels } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';

const ROLES = {
  participant: 'takes part in rounds',
  investor: 'sees the fund',
  operator: 'runs this tournament',
} as const;

/** Who one is here, and all that is kept of it. */
export function ProfilePage() {
  const models = useOwnModels().data;
  return (
    <QueryView query={useOwnAccount()}>
      {({ username, email, role, insertedAt, id }) => (
        <>
          <PageHead title={username} badge={<span className="badge">{role}</span>} />
          <Section title="Profile">
            <dl className="facts">
              <dt>E-mail address</dt>
              <dd>{email}</dd>
              <dt>Role</dt>
              <dd>
                {role}: {ROLES[role]}
              </dd>
              <dt>Here since</dt>
              <dd>{formatTime(insertedAt)}</dd>
              <dt>Account id</dt>
              <dd>
                <code className="hash">{id}</code>
              </dd>
              <dt>Models</dt>
              <dd>
                {models === undefined ? '…' : models.length}, <Link to="/account/models">see them</Link>
              </dd>
            </dl>
          </Section>
          <Section title="Everything that is kept of you">
            <p>
              Models, submissions, stakes, webhooks, notifications and keys (without their secrets) as one JSON file.
            </p>
            <p>
              <a className="button" href="/api/account/export" download={`robata-${username}.json`}>
                Download it
              </a>
            </p>
          </Section>
        </>
      )}
    </QueryView>
  );
}
