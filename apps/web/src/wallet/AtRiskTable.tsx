import type { OwnRoundUnderWay, OwnStake } from '@robata/client';
import { Empty } from '../components/QueryView.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { RoundName } from './RoundName.tsx';
import { MODES, WALLET_TERMS } from './walletTerms.ts';

interface Row {
  readonly entry: OwnStake['atRisk'][number];
  readonly known: OwnRoundUnderWay | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ entry }) => <RoundName round={entry.round} />,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ known }) =>
      known === undefined || known.state === null ? (
        '–'
      ) : (
        <StateBadge state={known.state} day={known.day} {...(known.of !== null && { of: known.of })} />
      ),
    isText: true,
  },
  { key: 'risk', header: 'Counts', cell: ({ entry }) => <ExactTokens amount={entry.amount} /> },
  {
    key: 'loss',
    header: 'Can lose at most',
    term: WALLET_TERMS.lossMax,
    cell: ({ entry }) => <ExactTokens amount={entry.lossMax} />,
  },
  {
    key: 'mode',
    header: 'Its payout goes to',
    term: WALLET_TERMS.payoutMode,
    cell: ({ entry }) => MODES[entry.payoutMode].text,
    isText: true,
  },
  {
    key: 'end',
    header: 'Planned to resolve',
    cell: ({ known }) => (known?.resolvesAt == null ? '–' : formatTime(known.resolvesAt)),
    isText: true,
  },
];

interface AtRiskTableProps {
  readonly stake: OwnStake;
  readonly rounds: readonly OwnRoundUnderWay[];
}

/** Which rounds count this stake, and the most that each can burn. */
export function AtRiskTable({ stake: { atRisk }, rounds }: AtRiskTableProps) {
  if (atRisk.length === 0) {
    return (
      <Empty>No round under way counts it. The next round that closes with a submission of this model does.</Empty>
    );
  }
  const rows = atRisk.map((entry) => ({ entry, known: rounds.find(({ round }) => round === entry.round) }));
  return (
    <DataTable
      caption="Rounds that count this stake, in the order of their closes"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ entry }) => entry.round}
    />
  );
}
