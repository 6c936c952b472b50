import '../style/fund.css';
import type { FundLeftOutLine, FundOrderLine, FundOrders } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CopyLine } from '../components/CopyLine.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { closeDay } from '../fund/closeDay.ts';
import { Money } from '../fund/Money.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { saveText } from '../format/saveText.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useFundOrders } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { Decide } from './Decide.tsx';
import { Executions } from './Executions.tsx';
import { FILLS, ORDER_STATES, SIDES } from './orderWords.ts';

const route = getRouteApi('/console/fund/$product');

/** The orders of one product: looked at, confirmed by their hash, sent, and reconciled with what the broker did. */
export function ConsoleOrdersPage() {
  const { product } = route.useParams();
  return <QueryView query={useFundOrders(product)}>{(orders) => <Orders orders={orders} />}</QueryView>;
}

function Orders({ orders }: { readonly orders: FundOrders }) {
  const { title, state, sentence, day, tradingDay, hash } = orders;
  const [words, badge] = ORDER_STATES[state];
  return (
    <>
      <PageHead title={`Orders: ${title}`}>
        <p>
          <span className={`badge ${badge}`}>{words}</span> {sentence}
        </p>
        <p className="page-links">
          <Link to="/console/fund">All orders and requests</Link>
          <Link to="/fund/$product" params={{ product: orders.product }}>
            The product
          </Link>
        </p>
      </PageHead>
      {hash === null || day === null || tradingDay === null ? (
        <Empty>There is no order plan of this product yet.</Empty>
      ) : (
        <>
          <Section title={`Plan of ${closeDay(day)}, to be traded on ${closeDay(tradingDay)}`}>
            <PlanFigures orders={orders} />
            <CopyLine text={hash} label="the hash of the plan" name="Hash" />
            <Acts orders={orders} hash={hash} tradingDay={tradingDay} />
          </Section>
          {state === 'confirmed' && <Executions orders={orders} plan={hash} />}
          {orders.leftOut > 0 && (
            <Section title="Left out">
              <LeftOut orders={orders} />
            </Section>
          )}
          <Section title="Orders">
            <Lines orders={orders} />
          </Section>
        </>
      )}
    </>
  );
}

function PlanFigures({ orders }: { readonly orders: FundOrders }) {
  const { bought, sold, currency, reconciliation, files, skipped, leftOut } = orders;
  return (
    <Figures>
      <Figure term={CONSOLE_TERMS.bought} note={`${orders.orders} orders in whole shares`}>
        <Money amount={bought} currency={currency} />
      </Figure>
      <Figure
        term={CONSOLE_TERMS.sold}
        note={`${skipped} ${skipped === 1 ? 'change is' : 'changes are'} less than a share`}
      >
        <Money amount={sold} currency={currency} />
      </Figure>
      {leftOut > 0 && (
        <Figure term={CONSOLE_TERMS.leftOut} note="each with its reason below">
          {formatNumber(leftOut)}
        </Figure>
      )}
      {reconciliation !== null && files.length > 0 && (
        <>
          <Figure
            term={CONSOLE_TERMS.reconciled}
            note={`${reconciliation.partlyFilled} in part, ${reconciliation.unfilled} not at all`}
          >
            {formatNumber(reconciliation.filled)}
          </Figure>
          <Figure term={CONSOLE_TERMS.shortfall}>
            <Money amount={reconciliation.shortfall} currency={currency} places={2} signed />
          </Figure>
        </>
      )}
    </Figures>
  );
}

interface ActsProps {
  readonly orders: FundOrders;
  readonly hash: string;
  readonly tradingDay: string;
}

function Acts({ orders, hash, tradingDay }: ActsProps) {
  const { product, title, state, csv, confirmedAt, confirmedBy, bought, sold, currency, leftOut } = orders;
  const count = orders.orders;
  const save = (): void => saveText(`orders-${product}-${tradingDay}.csv`, csv);
  return (
    <>
      <p className="acts">
        {state === 'waiting' && (
          <Decide
            button="Confirm these orders …"
            title={`Send the ${count} orders of ${title}?`}
            what={
              <>
                <p>
                  They buy for <Money amount={bought} currency={currency} /> and sell for{' '}
                  <Money amount={sold} currency={currency} /> on {closeDay(tradingDay)}. After this the file may go to
                  the broker; nothing is booked before its executions are handed in.
                </p>
                {leftOut > 0 && (
                  <p>
                    {leftOut} {leftOut === 1 ? 'change is' : 'changes are'} left out, with the reasons that the page
                    shows: what is held of them stays.
                  </p>
                )}
                <p className="hash">
                  <code>{hash}</code>
                </p>
              </>
            }
            confirm="Confirm them"
            onAct={async () => {
              await client.operator.confirmFundOrders(product, hash);
              return `The ${count} orders of ${title} for ${closeDay(tradingDay)} are confirmed: send the file to the broker.`;
            }}
          />
        )}
        <button type="button" className="button" onClick={save}>
          Save as CSV
        </button>
      </p>
      {confirmedAt !== null && (
        <p>
          Confirmed by {confirmedBy} on {formatTime(confirmedAt)}.
        </p>
      )}
    </>
  );
}

const shares = (text: string): string => formatNumber(Number(text), { places: Number.isInteger(Number(text)) ? 0 : 4 });
const price = (text: string | null): string => (text === null ? '–' : formatNumber(Number(text), { places: 4 }));

const ORDERED: readonly Column<FundOrderLine>[] = [
  { key: 'symbol', header: 'Security', cell: ({ symbol }) => symbol, isText: true, isRowHeader: true },
  { key: 'side', header: 'Side', cell: ({ side }) => SIDES[side] ?? side, isText: true },
  {
    key: 'quantity',
    header: 'Shares',
    cell: ({ quantity }) => <span title={quantity}>{shares(quantity)}</span>,
  },
  { key: 'price', header: 'Reference price', cell: ({ referencePrice }) => price(referencePrice) },
  {
    key: 'limit',
    header: 'Limit',
    cell: ({ limitPrice }) => (limitPrice === null ? 'market' : price(limitPrice)),
  },
];
const FILLED: readonly Column<FundOrderLine>[] = [
  { key: 'status', header: 'Filled', cell: ({ status }) => FILLS[status], isText: true },
  { key: 'filled', header: 'Shares filled', cell: ({ filled }) => <span title={filled}>{shares(filled)}</span> },
  { key: 'average', header: 'At', cell: ({ averagePrice }) => price(averagePrice) },
  {
    key: 'shortfall',
    header: 'Shortfall',
    term: CONSOLE_TERMS.shortfall,
    cell: ({ shortfall }) => formatNumber(Number(shortfall), { places: 2, signed: true }),
  },
];

const LEFT_OUT: readonly Column<FundLeftOutLine & { readonly key: number }>[] = [
  { key: 'symbol', header: 'Security', cell: ({ symbol }) => symbol ?? '–', isText: true, isRowHeader: true },
  { key: 'says', header: 'Why', cell: ({ says }) => <span className="message">It {says}.</span>, isText: true },
  {
    key: 'held',
    header: 'Shares that stay',
    cell: ({ heldShares }) => <span title={heldShares}>{shares(heldShares)}</span>,
  },
  {
    key: 'wanted',
    header: 'Wanted',
    term: CONSOLE_TERMS.wantedWeight,
    cell: ({ wantedWeight }) => formatPercent(wantedWeight, { places: 2, signed: true }),
  },
];

function LeftOut({ orders }: { readonly orders: FundOrders }) {
  return (
    <>
      <p className="muted">
        Nobody could be asked for these, so they are in no file. What is held of them stays as it is; the hash covers
        this list too.
      </p>
      <DataTable
        caption={`What the plan of ${orders.title} leaves out`}
        columns={LEFT_OUT}
        rows={orders.leftOutLines.map((line, key) => ({ ...line, key }))}
        rowKey={({ key }) => key}
        pageRows={20}
      />
    </>
  );
}

function Lines({ orders }: { readonly orders: FundOrders }) {
  const { lines, files } = orders;
  return (
    <DataTable
      caption={`Orders of ${orders.title}`}
      columns={files.length === 0 ? ORDERED : [...ORDERED, ...FILLED]}
      rows={lines}
      rowKey={({ id }) => id}
      isMarked={({ status }) => files.length > 0 && status !== 'filled'}
      pageRows={50}
    />
  );
}
