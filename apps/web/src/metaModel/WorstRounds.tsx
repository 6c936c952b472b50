import type { WorstRound } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Percent } from '../components/Percent.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { cohortName } from './cohortName.ts';
import { META_TERMS } from './metaModelTerms.ts';

const ALL = 'all';

const returnOf = ({ portfolios }: WorstRound, key: string): number | null =>
  portfolios.find((portfolio) => portfolio.key === key)?.return ?? null;

interface Combination {
  readonly key: string;
  /** Rounds in which it is known beside the meta model, in which it was better, and the mean of its lead. */
  readonly rounds: number;
  readonly better: number;
  readonly meanLead: number;
}

function combinationsOf(worst: readonly WorstRound[]): Combination[] {
  const keys = [...new Set(worst.flatMap(({ portfolios }) => portfolios.map(({ key }) => key)))];
  return keys
    .filter((key) => key !== ALL)
    .map((key): Combination => {
      const leads = worst.flatMap((round) => {
        const [own, all] = [returnOf(round, key), returnOf(round, ALL)];
        return own === null || all === null ? [] : [own - all];
      });
      const sum = leads.reduce((total, lead) => total + lead, 0);
      return {
        key,
        rounds: leads.length,
        better: leads.filter((lead) => lead > 0).length,
        meanLead: leads.length === 0 ? 0 : sum / leads.length,
      };
    })
    .filter(({ rounds }) => rounds > 0)
    .sort((a, b) => b.meanLead - a.meanLead);
}

const Share = ({ value }: { readonly value: number | null }) => <Percent share={value} signed places={2} />;

const FIRST: readonly Column<WorstRound>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ round }) => <RoundLink number={round} />,
    isText: true,
    isRowHeader: true,
  },
  { key: 'fund', header: 'Fund', term: META_TERMS.fundReturn, cell: ({ fundReturn }) => <Share value={fundReturn} /> },
];

const columnOf = (key: string): Column<WorstRound> => ({
  key,
  header: cohortName(key),
  term: META_TERMS.wouldBe,
  cell: (round) => <Share value={returnOf(round, key)} />,
});

/** The rounds in which the fund lost the most, and what each other combination of the same predictions would have earned in them. */
export function WorstRounds({ worst }: { readonly worst: readonly WorstRound[] }) {
  const combinations = combinationsOf(worst);
  const columns = [ALL, ...combinations.map(({ key }) => key)].map(columnOf);
  const [best] = combinations;
  return (
    <>
      <h3>In the fund&apos;s worst rounds</h3>
      <p>
        What a portfolio of each combination would have returned: its{' '}
        <Explained term={META_TERMS.wouldBe}>would-be return</Explained>.{' '}
        {best !== undefined && best.meanLead > 0 ? (
          <>
            The best of them here, “{cohortName(best.key)}”, was better than the meta model in {best.better} of{' '}
            {best.rounds}, by <Percent share={best.meanLead} signed places={2} /> a round on average.
          </>
        ) : (
          'No combination would have done better than the meta model in these rounds on average.'
        )}{' '}
        <span className="muted">They were chosen for being bad: this says what went wrong, not what to do next.</span>
      </p>
      <DataTable
        caption="Would-be returns in the rounds in which the fund lost the most, worst first"
        columns={[...FIRST, ...columns]}
        rows={worst}
        rowKey={({ round }) => round}
      />
    </>
  );
}
