import type { AccountView, Role } from '@robata/client';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { CopyLine } from '../components/CopyLine.tsx';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useVisitor } from '../data/own.ts';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useAccounts, useConsoleChanged } from './consoleQueries.ts';
import { ACCOUNT_ROLES, ACCOUNT_STATES, type AccountsSearch, accountsSearch } from './consoleSearch.ts';
import { FilterSelect } from './FilterSelect.tsx';
import { SelectField } from './SelectField.tsx';
import { useTell } from './told.ts';

const FROM = '/console/accounts';
const LISTED = 200;

export const ROLE_OPTIONS: readonly { readonly value: Role; readonly text: string }[] = [
  { value: 'participant', text: 'participant: submits and stakes' },
  { value: 'investor', text: 'investor: reads the fund’s reports' },
  { value: 'operator', text: 'operator: may do everything on these pages' },
];

const COLUMNS: readonly Column<AccountView>[] = [
  {
    key: 'username',
    header: 'Account',
    cell: ({ username }) => (
      <Link to="/console/accounts/$username" params={{ username }}>
        {username}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'email', header: 'E-mail', cell: ({ email }) => email, isText: true },
  { key: 'role', header: 'Role', cell: ({ role }) => role, isText: true },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status }) => (
      <span className={status === 'blocked' ? 'badge badge-bad' : 'badge badge-good'}>{status}</span>
    ),
    isText: true,
  },
  { key: 'since', header: 'Since', cell: ({ insertedAt }) => formatTime(insertedAt), isText: true },
];

/** Everybody with an account. */
export function ConsoleAccountsPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Accounts">
        <p>Who takes part. Open an account to see its keys and models, to change its role, and to deposit.</p>
      </PageHead>
      <div className="controls">
        <FilterField
          initial={search.search ?? ''}
          placeholder="username or e-mail"
          onChange={(text) =>
            void navigate({
              to: '.',
              search: (now: AccountsSearch) => accountsSearch({ ...now, search: text === '' ? undefined : text }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <FilterSelect
          label="Role"
          options={ACCOUNT_ROLES}
          value={search.role}
          onChange={(role) =>
            void navigate({
              to: '.',
              search: (now: AccountsSearch) => accountsSearch({ ...now, role }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <FilterSelect
          label="Status"
          options={ACCOUNT_STATES}
          value={search.status}
          onChange={(status) =>
            void navigate({
              to: '.',
              search: (now: AccountsSearch) => accountsSearch({ ...now, status }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      </div>
      <QueryView query={useAccounts({ ...search, limit: LISTED })}>
        {(accounts) =>
          accounts.length === 0 ? (
            <Empty>No account is like that.</Empty>
          ) : (
            <>
              <p className="table-count" role="status">
                {accounts.length === LISTED
                  ? `The first ${LISTED}: narrow the list to see others.`
                  : `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}, by name`}
              </p>
              <DataTable
                caption="Accounts by name"
                columns={COLUMNS}
                rows={accounts}
                rowKey={({ accountId }) => accountId}
              />
            </>
          )
        }
      </QueryView>
      <Section title="New account">
        <NewAccount />
      </Section>
      <Section title="Who may sign up">
        <SignUpPolicy />
      </Section>
    </>
  );
}

function NewAccount() {
  const changed = useConsoleChanged();
  const tell = useTell();
  const [link, setLink] = useState<{ readonly username: string; readonly address: string } | null>(null);
  return (
    <>
      <p>
        For somebody who cannot sign up, or an operator. You get an address that lets the person set a password, once,
        within an hour.
      </p>
      {link !== null && (
        <div className="notice notice-live" role="status">
          <p>
            <strong>Send this address to {link.username} on a way that only they read.</strong> It is shown this once.
          </p>
          <CopyLine text={link.address} label="the address" />
          <p>
            <button type="button" className="button" onClick={() => setLink(null)}>
              I have it
            </button>
          </p>
        </div>
      )}
      <Form
        label="New account"
        button="Make the account"
        onSubmit={async ({ text }) => {
          const [username, email] = [text('username'), text('email')];
          await client.operator.createAccount({ username, email, role: text('role') as Role });
          const { path } = await client.operator.resetLink(username, false);
          setLink({ username, address: `${location.origin}${path}` });
          await changed();
          tell(`The account ${username} was made. It signs in once it has set a password.`);
        }}
      >
        <Field name="username" label="Username" autoComplete="off" maxLength={32} />
        <Field name="email" label="E-mail address" type="email" autoComplete="off" maxLength={254} />
        <SelectField name="role" label="Role" options={ROLE_OPTIONS} initial="participant" />
      </Form>
    </>
  );
}

function SignUpPolicy() {
  const isOpen = useVisitor().data?.participation === 'open';
  return (
    <p>
      {isOpen ? (
        <>
          <strong>Everybody may sign up.</strong> To let only those in whom you give an account, start the server with{' '}
          <code>ROBATA_SIGN_UP=closed</code>.
        </>
      ) : (
        <>
          <strong>Only those whom an operator gives an account.</strong> To let everybody sign up, start the server
          without <code>ROBATA_SIGN_UP=closed</code>.
        </>
      )}
    </p>
  );
}
