import type { Rescore, RescoredColumn } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { LocalTime } from '../components/LocalTime.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { scoreTerm } from '../terms/terms.ts';
import { DataTable } from '../table/DataTable.tsx';

const RESCORED = {
  name: 'Scored again',
  says: 'Prices that were used were corrected before the round resolved. Its days are then scored once more from the corrected rows; a round that is resolved keeps its scores and payouts. Old and new values stand here for ever.',
};

const COLUMNS: readonly Column<RescoredColumn>[] = [
  { key: 'score', header: 'Score', cell: ({ key }) => scoreTerm(key).name, isText: true, isRowHeader: true },
  {
    key: 'changed',
    header: 'Models changed',
    cell: ({ changed, models }) => `${formatNumber(changed)} of ${formatNumber(models)}`,
  },
  { key: 'before', header: 'Mean before', cell: ({ key, before }) => <Score value={before} of={key} /> },
  { key: 'after', header: 'Mean now', cell: ({ key, after }) => <Score value={after} of={key} /> },
  {
    key: 'largest',
    header: 'Largest change',
    cell: ({ key, largestChange }) => <Score value={largestChange} of={key} />,
  },
];

/** Every time that a round was scored again, with what its scores were and are; nothing where it never was. */
export function RoundRescores({ rescores }: { readonly rescores: readonly Rescore[] }) {
  if (rescores.length === 0) return null;
  return (
    <Section title="Scored again">
      <p className="muted">
        <Explained term={RESCORED} /> {rescores.length === 1 ? 'once' : `${rescores.length} times`}, the newest first.
      </p>
      {rescores.toReversed().map((rescore) => (
        <div key={rescore.id} className="rescore">
          <p>
            {rescore.sentence} Known before the close of {rescore.knownBefore}, done <LocalTime at={rescore.at} />: days
            1 to {rescore.days} were computed again, and{' '}
            {rescore.changedValues === 0
              ? 'no value is another one.'
              : `${formatNumber(rescore.changedValues)} values are other ones.`}
          </p>
          {rescore.changedValues > 0 && (
            <DataTable
              caption={`Scores of day ${rescore.days} before and after the correction of ${rescore.from}`}
              columns={COLUMNS}
              rows={rescore.columns.filter(({ changed }) => changed > 0)}
              rowKey={({ key }) => key}
            />
          )}
        </div>
      ))}
    </Section>
  );
}
