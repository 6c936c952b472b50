import { type AccountDetail, ServerAnswerError } from '@robata/client';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHead } from '../components/PageHead.tsx';
import { Loading, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { AccountActs } from './AccountActs.tsx';
import { AccountKeys } from './AccountKeys.tsx';
import { useAccount } from './consoleQueries.ts';
import { Deposit } from './Deposit.tsx';

/** One account: who it is, what it holds, and what an operator may do with it. */
export function ConsoleAccountPage() {
  const { username } = useParams({ from: '/console/accounts/$username' });
  const query = useAccount(username);
  const { error } = query;
  if (query.data === undefined && error instanceof ServerAnswerError && error.status === 404) {
    return (
      <PageHead title={username}>
        <p>
          There is no account of this name. <Link to="/console/accounts">All accounts</Link>
        </p>
      </PageHead>
    );
  }
  if (query.isPending) return <Loading />;
  return <QueryView query={query}>{(account) => <Account account={account} />}</QueryView>;
}

function Account({ account }: { readonly account: AccountDetail }) {
  const { username, email, role, status, insertedAt, hasPassword, hasTwoFactor, sessions } = account;
  return (
    <>
      <PageHead
        title={username}
        badge={<span className={status === 'blocked' ? 'badge badge-bad' : 'badge badge-good'}>{status}</span>}
      >
        <p>
          <Link to="/console/accounts">All accounts</Link>
        </p>
      </PageHead>
      <Section title="Who it is">
        <dl className="facts">
          <Fact name="E-mail">{email}</Fact>
          <Fact name="Role">{role}</Fact>
          <Fact name="Since">{formatTime(insertedAt)}</Fact>
          <Fact name="Signs in with">
            {hasPassword ? `a password${hasTwoFactor ? ' and a second factor' : ''}` : 'no password yet'}
          </Fact>
          <Fact name="Browsers signed in">{sessions}</Fact>
          <Fact name="Acts about it">
            <Link to="/console/audit" search={{ search: username }}>
              in the audit log
            </Link>
          </Fact>
        </dl>
        <AccountActs account={account} />
      </Section>
      <Section title="Money">
        <p>
          <Tokens amount={account.available} /> tokens are in the wallet.{' '}
          {account.withdrawalsWaiting > 0 && (
            <Link to="/console/money" search={{ state: 'waiting' }}>
              {account.withdrawalsWaiting} withdrawals wait
            </Link>
          )}
        </p>
        <Deposit username={username} />
      </Section>
      <Section title="Models">
        {account.models.length === 0 ? (
          <p className="muted">It has no models.</p>
        ) : (
          <DataTable
            caption={`Models of ${username}`}
            columns={MODELS}
            rows={account.models}
            rowKey={({ modelId }) => modelId}
          />
        )}
      </Section>
      <Section title="API keys">
        <AccountKeys account={account} />
      </Section>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const MODELS: readonly Column<AccountDetail['models'][number]>[] = [
  {
    key: 'name',
    header: 'Model',
    cell: ({ name }) => (
      <Link to="/models/$name" params={{ name }}>
        {name}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'tournament', header: 'Tournament', cell: ({ tournament }) => tournament, isText: true },
  { key: 'stake', header: 'Stake', cell: ({ stake }) => <Tokens amount={stake} /> },
  { key: 'since', header: 'Since', cell: ({ insertedAt }) => formatTime(insertedAt), isText: true },
];
