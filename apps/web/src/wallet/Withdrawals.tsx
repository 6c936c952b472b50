import type { OwnWithdrawal } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useWithdrawals } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { Review } from './Review.tsx';
import { WALLET_TERMS } from './walletTerms.ts';

const BADGES = { waiting: 'badge-warning', confirmed: 'badge-good', refused: 'badge-bad', cancelled: '' } as const;

const COLUMNS: readonly Column<OwnWithdrawal>[] = [
  {
    key: 'at',
    header: 'Asked for',
    cell: ({ requestedAt }) => (requestedAt === null ? '–' : formatTime(requestedAt)),
    isText: true,
    isRowHeader: true,
  },
  { key: 'amount', header: 'Amount', cell: ({ amount }) => <ExactTokens amount={amount} /> },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, finishedAt }) => (
      <>
        <span className={`badge ${BADGES[state]}`}>{state}</span>{' '}
        {finishedAt !== null && <span className="muted">{formatTime(finishedAt)}</span>}
      </>
    ),
    isText: true,
  },
  {
    key: 'says',
    header: 'Reference or reason',
    cell: ({ reference, reason }) => <span className="message">{reference ?? reason ?? '–'}</span>,
    isText: true,
  },
  { key: 'cancel', header: 'Cancel', cell: (withdrawal) => <Cancel withdrawal={withdrawal} />, isText: true },
];

function Cancel({ withdrawal: { id, state, amount } }: { readonly withdrawal: OwnWithdrawal }) {
  const changed = useOwnChanged();
  if (state !== 'waiting') return '–';
  const cancel = async (): Promise<void> => {
    // The request itself is what is done once: a key of its own makes that so for a repetition, too.
    await client.account.cancelWithdrawal(id, { idempotencyKey: `cancel ${id}` });
    await changed();
  };
  return (
    <Act confirm="Take it back?" label={`Cancel the withdrawal of ${amount}`} onAct={cancel}>
      Cancel
    </Act>
  );
}

/** Money out: asked for here, sent by the operator. */
export function Withdrawals({ available }: { readonly available: string }) {
  const changed = useOwnChanged();
  return (
    <>
      <Review
        label="Withdraw"
        confirm="Ask for it"
        onPreview={({ text }) => client.account.previewWithdrawal(text('amount').trim())}
        onConfirm={async ({ amount }, idempotencyKey) => {
          await client.account.requestWithdrawal(amount, { idempotencyKey });
          await changed();
        }}
        done={({ amount }) => `${amount} tokens are asked for; the operator sends them.`}
        fields={
          <Field
            name="amount"
            label="Amount to withdraw"
            inputMode="decimal"
            autoComplete="off"
            maxLength={60}
            hint={
              <>
                At most <ExactTokens amount={available} />, what is{' '}
                <Explained term={WALLET_TERMS.available}>in the wallet</Explained>.
              </>
            }
          />
        }
      >
        {({ amount, available: left }) => (
          <>
            <dl className="facts">
              <dt>Out of the wallet now</dt>
              <dd>
                <ExactTokens amount={amount} /> tokens
              </dd>
              <dt>In the wallet then</dt>
              <dd>
                <ExactTokens amount={left} />
              </dd>
            </dl>
            <p className="muted">
              It is held aside until the operator has sent it. While it waits you can take it back.
            </p>
          </>
        )}
      </Review>
      <QueryView query={useWithdrawals()}>
        {(withdrawals) =>
          withdrawals.length === 0 ? (
            <Empty>Nothing was withdrawn yet.</Empty>
          ) : (
            <DataTable
              caption="Withdrawals, newest first"
              columns={COLUMNS}
              rows={withdrawals}
              rowKey={({ id }) => id}
              pageRows={10}
            />
          )
        }
      </QueryView>
    </>
  );
}
