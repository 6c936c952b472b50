import type { RoundPlan, RoundUnderWay } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { CopyLine } from '../components/CopyLine.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Loading, QueryView } from '../components/QueryView.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { client } from '../data/client.ts';
import { formatPercent } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useDesk, useFinishedRound, usePlan } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { Decide } from './Decide.tsx';

interface PlanPartProps {
  readonly number: number;
  /** Undefined where it is finished. */
  readonly round: RoundUnderWay | undefined;
}

/** The payout plan of a round: its sums, its lines, its hash, and the approval. */
export function PlanPart({ number, round }: PlanPartProps) {
  const finished = useFinishedRound(number, round === undefined);
  if (round === undefined && finished.isPending) return <Loading />;
  const hasPlan = round === undefined ? finished.data?.round.planHash != null : round.plan !== null;
  if (hasPlan) return <KnownPlan number={number} round={round} />;
  return (
    <p className="muted">
      {round === undefined ? 'It has none.' : 'It has none yet: it is made when all scores of the round are in.'}
    </p>
  );
}

function KnownPlan({ number, round }: PlanPartProps) {
  return <QueryView query={usePlan(number)}>{(plan) => <Plan plan={plan} round={round} />}</QueryView>;
}

type Row = RoundPlan['rows'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'model',
    header: 'Model',
    cell: ({ model }) => (
      <Link to="/models/$name" params={{ name: model }}>
        {model}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'atRisk', header: 'At risk', cell: ({ atRisk }) => <Tokens amount={atRisk} /> },
  {
    key: 'rate',
    header: 'Rate',
    cell: ({ rate }) => (rate === null ? '–' : formatPercent(Number(rate), { places: 2, signed: true })),
  },
  { key: 'payout', header: 'Payout', cell: ({ payout }) => <Tokens amount={payout} signed /> },
  { key: 'why', header: 'Why not', cell: ({ unpaidBecause }) => unpaidBecause ?? '', isText: true },
];

function Plan({ plan, round }: { readonly plan: RoundPlan; readonly round: RoundUnderWay | undefined }) {
  const { totalAtRisk, totalPayout, totalBurn, payoutFactor, treasuryBefore, treasuryAfter } = plan;
  const isShort = treasuryAfter.startsWith('-');
  return (
    <>
      <Figures>
        <Figure term={CONSOLE_TERMS.totalAtRisk} unit="tokens">
          <Tokens amount={totalAtRisk} />
        </Figure>
        <Figure term={CONSOLE_TERMS.totalPayout} unit="tokens">
          <Tokens amount={totalPayout} />
        </Figure>
        <Figure term={CONSOLE_TERMS.totalBurn} unit="tokens">
          <Tokens amount={totalBurn} />
        </Figure>
        <Figure term={CONSOLE_TERMS.payoutFactor}>{payoutFactor ?? '–'}</Figure>
        <Figure term={CONSOLE_TERMS.treasuryBefore} unit="tokens">
          <Tokens amount={treasuryBefore} />
        </Figure>
        <Figure term={CONSOLE_TERMS.treasuryAfter} unit="tokens" {...(isShort && { note: 'short: bring more first' })}>
          <Tokens amount={treasuryAfter} />
        </Figure>
      </Figures>
      <p>By the policy {plan.policy}. Its hash covers every line below: approving it approves exactly these payouts.</p>
      <CopyLine text={plan.hash} label="the hash of the plan" name="Hash" />
      <Approval plan={plan} round={round} />
      <DataTable
        caption={`Payouts of round ${plan.round}`}
        columns={COLUMNS}
        rows={plan.rows}
        rowKey={({ number }) => number}
      />
    </>
  );
}

function Approval({ plan, round }: { readonly plan: RoundPlan; readonly round: RoundUnderWay | undefined }) {
  const desk = useDesk().data;
  const { approvedBy, hash, sequence, totalPayout, totalBurn } = plan;
  const number = plan.round;
  if (sequence !== null) {
    return (
      <p>
        <span className="badge badge-good">posted</span> as entry {sequence} of the ledger
        {approvedBy === null ? '.' : `, approved by ${approvedBy}.`}
      </p>
    );
  }
  if (approvedBy !== null) {
    return (
      <p>
        <span className="badge badge-good">approved</span> by {approvedBy}. It is posted when the round is due.
      </p>
    );
  }
  if (round === undefined) return <p className="muted">It was never posted.</p>;
  if (desk?.approval === 'automatic')
    return <p className="muted">It needs no approval: it is posted when the round is due.</p>;
  if (round.after !== null) {
    return (
      <p className="notice">
        Round {round.after} closed before and is not paid. Approve or cancel round {round.after} first: what it burns
        must still be there.
      </p>
    );
  }
  return (
    <p>
      <Decide
        button="Approve this plan …"
        title={`Approve the payouts of round ${number}?`}
        what={
          <>
            <p>
              <Tokens amount={totalPayout} /> tokens are paid out of the treasury and <Tokens amount={totalBurn} />{' '}
              tokens burn. Once posted this cannot be reversed: the payouts are published.
            </p>
            <p className="hash">
              <code>{hash}</code>
            </p>
          </>
        }
        typed={`round ${number}`}
        confirm="Approve this plan"
        onAct={async () => {
          await client.operator.approve(number, hash);
          return `The plan of round ${number} is approved: it is posted when the round is due.`;
        }}
      />
    </p>
  );
}
