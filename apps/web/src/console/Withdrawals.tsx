import type { WithdrawalView } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Empty } from '../components/QueryView.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatTime } from '../format/formatTime.ts';
import { formatTokens } from '../format/formatTokens.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { Decide } from './Decide.tsx';

const BADGES: Readonly<Record<WithdrawalView['state'], string>> = {
  waiting: 'badge-warning',
  confirmed: 'badge-good',
  refused: 'badge-bad',
  cancelled: '',
};
const WORDS = { waiting: 'waiting', confirmed: 'sent', refused: 'refused', cancelled: 'taken back' } as const;

const COLUMNS: readonly Column<WithdrawalView>[] = [
  {
    key: 'who',
    header: 'Account',
    cell: ({ username, accountId }) =>
      username === null ? (
        <code>{accountId}</code>
      ) : (
        <Link to="/console/accounts/$username" params={{ username }}>
          {username}
        </Link>
      ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'amount', header: 'Amount', cell: ({ amount }) => <Tokens amount={amount} /> },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <span className={`badge ${BADGES[state]}`}>{WORDS[state]}</span>,
    isText: true,
  },
  { key: 'act', header: 'Act', cell: (withdrawal) => <End withdrawal={withdrawal} />, isText: true },
  {
    key: 'asked',
    header: 'Asked',
    cell: ({ requestedAt }) => (requestedAt === null ? '–' : formatTime(requestedAt)),
    isText: true,
  },
  {
    key: 'ended',
    header: 'Ended',
    cell: ({ finishedAt }) => (finishedAt === null ? '–' : formatTime(finishedAt)),
    isText: true,
  },
  {
    key: 'says',
    header: 'Reference or reason',
    cell: ({ reference, reason }) => <span className="message">{reference ?? reason ?? ''}</span>,
    isText: true,
  },
];

interface WithdrawalsProps {
  readonly withdrawals: readonly WithdrawalView[];
  /** Whether only those of one state are asked for. */
  readonly isFiltered: boolean;
}

export function Withdrawals({ withdrawals, isFiltered }: WithdrawalsProps) {
  if (withdrawals.length === 0) {
    return <Empty>{isFiltered ? 'No withdrawal is in this state.' : 'Nobody has asked for a withdrawal yet.'}</Empty>;
  }
  return (
    <DataTable
      caption="Withdrawals, newest first"
      columns={COLUMNS}
      rows={withdrawals}
      rowKey={({ request }) => request}
      pageRows={50}
    />
  );
}

function End({ withdrawal }: { readonly withdrawal: WithdrawalView }) {
  const { request, state, amount, accountId } = withdrawal;
  if (state !== 'waiting') return null;
  const who = withdrawal.username ?? accountId;
  const tokens = formatTokens(amount);
  return (
    <span className="acts">
      <Decide
        button="Sent …"
        label={`Confirm the withdrawal of ${tokens} by ${who}`}
        title={`Were ${tokens} tokens sent to ${who}?`}
        what={
          <p>
            Confirm only what has gone out: {amount} tokens leave the ledger for good, and {who} is told.
          </p>
        }
        confirm="They were sent"
        onAct={async ({ text }, idempotencyKey) => {
          await client.operator.confirmWithdrawal(request, text('reference'), { idempotencyKey });
          return `The withdrawal of ${tokens} tokens by ${who} is confirmed; ${who} is told.`;
        }}
      >
        <Field
          name="reference"
          label="What names the transfer"
          autoComplete="off"
          maxLength={500}
          placeholder="transaction hash or bank reference"
        />
      </Decide>
      <Decide
        button="Refuse …"
        label={`Refuse the withdrawal of ${tokens} by ${who}`}
        title={`Refuse the withdrawal of ${tokens} tokens by ${who}?`}
        what={<p>The tokens go back into the wallet, and {who} reads the reason.</p>}
        confirm="Refuse it"
        isDanger
        onAct={async ({ text }, idempotencyKey) => {
          await client.operator.refuseWithdrawal(request, text('reason'), { idempotencyKey });
          return `The withdrawal of ${tokens} tokens by ${who} is refused: they are in the wallet again.`;
        }}
      >
        <Field name="reason" label="Reason, a sentence for who asked" autoComplete="off" maxLength={500} />
      </Decide>
    </span>
  );
}
