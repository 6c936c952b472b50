import type { OwnSubmission } from '@robata/client';
import { RoundLink } from '../components/RoundLink.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { SubmissionBadge } from './SubmissionBadge.tsx';

export const SENT: Column<OwnSubmission> = {
  key: 'at',
  header: 'Sent',
  cell: ({ insertedAt }) => <span className="figures">{formatTime(insertedAt)}</span>,
  isText: true,
};

/** What became of a submission. */
export const FATE: readonly Column<OwnSubmission>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ round }) => (round === null ? '–' : <RoundLink number={round} />),
    isText: true,
  },
  { key: 'state', header: 'State', cell: (submission) => <SubmissionBadge submission={submission} />, isText: true },
  { key: 'stocks', header: 'Stocks', cell: ({ stocks }) => (stocks === 0 ? '–' : formatNumber(stocks)) },
  {
    key: 'reason',
    header: 'Reason and remedy',
    cell: ({ reason }) =>
      reason === null ? (
        '–'
      ) : (
        <span className="message">
          {reason.sentence} {reason.remedy !== null && <strong>{reason.remedy}</strong>}
        </span>
      ),
    isText: true,
  },
];
