import type { NamedFundRequest } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Empty } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { Money } from '../fund/Money.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useFundDesk } from './consoleQueries.ts';
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

interface Named {
  readonly title: string;
  readonly currency: string;
}

interface ColumnsProps {
  readonly productOf: (product: string) => Named | undefined;
  /** Whether some of them wait for a decision. */
  readonly hasActs: boolean;
}

const columnsOf = ({ productOf, hasActs }: ColumnsProps): readonly Column<NamedFundRequest>[] => [
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
  { key: 'kind', header: 'Asks for', cell: ({ kind }) => `a ${kind}`, isText: true },
  {
    key: 'amount',
    header: 'Amount',
    cell: ({ amount, product }) =>
      amount === null ? (
        'everything'
      ) : (
        <Money amount={amount} currency={productOf(product)?.currency ?? ''} places={2} />
      ),
  },
  {
    key: 'product',
    header: 'Product',
    cell: ({ product }) => (
      <Link to="/fund/$product" params={{ product }}>
        {productOf(product)?.title ?? product}
      </Link>
    ),
    isText: true,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <span className={`badge ${BADGES[state]}`}>{WORDS[state]}</span>,
    isText: true,
  },
  ...(hasActs
    ? [
        {
          key: 'act',
          header: 'Decide',
          cell: (request: NamedFundRequest) => <Act request={request} title={productOf(request.product)?.title} />,
          isText: true,
        },
      ]
    : []),
  { key: 'asked', header: 'Asked', cell: ({ requestedAt }) => formatTime(requestedAt), isText: true },
  {
    key: 'decided',
    header: 'Decided',
    cell: ({ decidedAt, decidedBy, remark }) =>
      decidedAt === null ? (
        '–'
      ) : (
        <>
          {formatTime(decidedAt)}
          <span className="second-line">
            by {decidedBy}
            {remark !== null && `: ${remark}`}
          </span>
        </>
      ),
    isText: true,
  },
];

interface FundRequestsProps {
  readonly requests: readonly NamedFundRequest[];
  /** Whether only those of one state are asked for. */
  readonly isFiltered: boolean;
}

export function FundRequests({ requests, isFiltered }: FundRequestsProps) {
  const products = useFundDesk().data;
  const columns = useMemo(
    () =>
      columnsOf({
        productOf: (product) => products?.find((each) => each.product === product),
        hasActs: requests.some(({ state }) => state === 'requested'),
      }),
    [products, requests],
  );
  if (requests.length === 0) {
    return <Empty>{isFiltered ? 'No request is in this state.' : 'No investor has asked for anything yet.'}</Empty>;
  }
  return (
    <DataTable
      caption="Investors' requests, newest first"
      columns={columns}
      rows={requests}
      rowKey={({ id }) => id}
      pageRows={50}
    />
  );
}

interface ActProps {
  readonly request: NamedFundRequest;
  /** Of the product; undefined while it is not known. */
  readonly title: string | undefined;
}

function Act({ request, title }: ActProps) {
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
            {isIn ? 'The subscription' : 'The redemption'} of {amountOf(request)} comes into {title ?? product} with the
            next close and cannot be taken back then.
          </p>
        }
        confirm={isIn ? 'It has arrived' : 'Confirm it'}
        onAct={async ({ text }) => {
          await client.operator.confirmFundRequest(id, text('reference').trim() || null);
          return `Confirmed ${what}: it comes in with the next close of ${title ?? product}.`;
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
