import type { CohortFigures, MetaModelPage, SeriesFigures } from '@robata/client';
import { Empty } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { cohortName } from './cohortName.ts';
import { META_TERMS } from './metaModelTerms.ts';
import { WorstRounds } from './WorstRounds.tsx';

const column = (key: string, header: string, of: (row: CohortFigures) => SeriesFigures): Column<CohortFigures> => ({
  key,
  header,
  term: key.startsWith('lead') ? META_TERMS.lead : META_TERMS.corr,
  cell: (row) => <Score value={of(row).mean} of="corr" standardError={of(row).standardError} />,
});

const ALWAYS: readonly Column<CohortFigures>[] = [
  {
    key: 'name',
    header: 'Combination',
    isText: true,
    isRowHeader: true,
    cell: ({ key }) => cohortName(key),
  },
  column('corr', 'CORR', ({ corr }) => corr),
  { ...column('lead', 'Lead', ({ lead }) => lead), cell: (row) => <Lead row={row} of={row.lead} /> },
  { key: 'rounds', header: 'Rounds', cell: ({ corr }) => corr.rounds },
];
const IN_LOSSES: readonly Column<CohortFigures>[] = [
  column('corrInLosses', 'CORR when the fund lost', ({ corrInLosses }) => corrInLosses),
  {
    ...column('leadInLosses', 'Lead when the fund lost', ({ leadInLosses }) => leadInLosses),
    cell: (row) => <Lead row={row} of={row.leadInLosses} />,
  },
];

/** The meta model has no lead over itself. */
function Lead({ row, of }: { readonly row: CohortFigures; readonly of: SeriesFigures }) {
  if (row.key === 'all') return <span className="muted">·</span>;
  return <Score value={of.mean} of="corr" standardError={of.standardError} />;
}

/** What else could have been made of the same predictions, in all rounds and in those in which the fund lost. */
export function Counterfactuals({ page }: { readonly page: MetaModelPage }) {
  const { cohorts, losses } = page;
  return (
    <Section title="What else could have been made of the same predictions">
      {cohorts.length < 2 ? (
        <Empty>Once a round with several stakes has resolved, other combinations of them are compared here.</Empty>
      ) : (
        <>
          <p>
            {losses === null
              ? 'What the fund made is for its investors: sign in as one to see which combination did well when it lost.'
              : losses.of === 0
                ? 'The fund has not yet been through the days of a resolved round.'
                : `The fund lost during ${losses.rounds} of ${losses.of} resolved rounds: the last two columns are about these.`}{' '}
            <span className="muted">
              Looking back, some combination always did better. A lead below two standard errors is no reason to prefer
              it.
            </span>
          </p>
          <DataTable
            caption="CORR of other combinations of the same predictions"
            columns={losses === null || losses.rounds === 0 ? ALWAYS : [...ALWAYS, ...IN_LOSSES]}
            rows={cohorts}
            rowKey={({ key }) => key}
            isMarked={({ key }) => key === 'all'}
          />
          {page.worst !== null && page.worst.length > 0 && <WorstRounds worst={page.worst} />}
        </>
      )}
    </Section>
  );
}
