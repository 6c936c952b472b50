import type { NamedFundRequest } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Empty } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { Decide } from './Decide.tsx';

const BADGES: Readonly<Record<NamedFundRequest['state'], string>> = {
  requested: 'badge-warning',
  confirmed: 'badge-good',
  refused: 'badge-bad',
  cancelled: '',
};
const WORDS = { requested: 'waiting', confirmed: 'confirmed', refused: 'refused', cancelled: 'taken back' } as const;

const whoOf = ({ username, investor }: NamedFundRequest): string => username ?? investor;
const amountOf = ({ amount }: NamedFundRequest): string =>
  amount === null ? 'everything' : formatNumber(Number(amount), { places: 2 });

const COLUMNS: readonly Column<NamedFundRequest>[] = [
  {
    key: 'who',
    header: 'Investor',
    cell: (request) =>
      request.username === null ? (
        <code>{request.investor}</code>
      ) : (
        <Link to="/console/accounts/$username" params={{ username: request.username }}>
          {request.username}
        </Link>
      ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'product',
    header: 'Product',
    cell: ({ product }) => (
      <Link to="/fund/$product" params={{ product }}>
        {product}
      </Link>
    ),
    isText: true,
  },
  { key: 'kind', header: 'Asks for a', cell: ({ kind }) => kind, isText: true },
  {
    key: 'amount',
    header: 'Amount',
    cell: (request) => <span title={request.amount ?? undefined}>{amountOf(request)}</span>,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <span className={`badge ${BADGES[state]}`}>{WORDS[state]}</span>,
    isText: true,
  },
  { key: 'act', header: 'Act', cell: (request) => <Act request={request} />, isText: true },
  { key: 'asked', header: 'Asked', cell: ({ requestedAt }) => formatTime(requestedAt), isText: true },
  {
    key: 'decided',
    header: 'Decided',
    cell: ({ decidedAt, decidedBy }) => (decidedAt === null ? '–' : `${formatTime(decidedAt)} by ${decidedBy}`),
    isText: true,
  },
  {
    key: 'says',
    header: 'Reference or reason',
    cell: ({ remark }) => <span className="message">{remark ?? ''}</span>,
    isText: true,
  },
];

interface FundRequestsProps {
  readonly requests: readonly NamedFundRequest[];
  /** Whether only those of one state are asked for. */
  readonly isFiltered: boolean;
}

export function FundRequests({ requests, isFiltered }: FundRequestsProps) {
  if (requests.length === 0) {
    return <Empty>{isFiltered ? 'No request is in this state.' : 'No investor has asked for anything yet.'}</Empty>;
  }
  return (
    <DataTable
      caption="Investors' requests, newest first"
      columns={COLUMNS}
      rows={requests}
      rowKey={({ id }) => id}
      pageRows={50}
    />
  );
}

function Act({ request }: { readonly request: NamedFundRequest }) {
  const { id, state, kind, product } = request;
  if (state !== 'requested') return null;
  const who = whoOf(request);
  const what = `the ${kind} of ${amountOf(request)} by ${who}`;
  const isIn = kind === 'subscription';
  return (
    <span className="acts">
      <Decide
        button="Confirm …"
        label={`Confirm ${what}`}
        title={isIn ? `Has the money of ${who} arrived?` : `Let ${who} redeem?`}
        what={
          <p>
            {isIn ? 'The subscription' : 'The redemption'} of {amountOf(request)} comes into {product} with the next
            close and cannot be taken back then.
          </p>
        }
        confirm={isIn ? 'It has arrived' : 'Confirm it'}
        onAct={async ({ text }) => {
          await client.operator.confirmFundRequest(id, text('reference').trim() || null);
          return `Confirmed ${what}: it comes in with the next close of ${product}.`;
        }}
      >
        <Field
          name="reference"
          label={isIn ? 'What names the transfer' : 'Reference, if there is one'}
          autoComplete="off"
          maxLength={500}
          required={isIn}
          placeholder={isIn ? 'bank reference' : ''}
        />
      </Decide>
      <Decide
        button="Refuse …"
        label={`Refuse ${what}`}
        title={`Refuse ${what}?`}
        what={<p>Nothing comes into the fund, and {who} reads the reason.</p>}
        confirm="Refuse it"
        isDanger
        onAct={async ({ text }) => {
          await client.operator.refuseFundRequest(id, text('reason'));
          return `Refused ${what}.`;
        }}
      >
        <Field name="reason" label="Reason, a sentence for who asked" autoComplete="off" maxLength={500} />
      </Decide>
    </span>
  );
}
