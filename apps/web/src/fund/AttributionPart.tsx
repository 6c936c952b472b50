import type { FundState } from '@robata/client';
import { useId, useState } from 'react';
import { Explained } from '../components/Explained.tsx';
import { Percent } from '../components/Percent.tsx';
import { Section } from '../components/Section.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import type { Term } from '../terms/terms.ts';
import { factorName, GROUP_NAMES, GROUP_TERMS } from './fundTerms.ts';

type Attribution = FundState['attribution'];

interface AttributionPartProps {
  readonly state: FundState;
  readonly formula: string;
}

/** Where the return came from: groups that add up to it, the lines behind them, and sectors. */
export function AttributionPart({ state, formula }: AttributionPartProps) {
  const [year, setYear] = useState('all');
  const id = useId();
  const chosen = state.years.find((each) => each.year === year)?.attribution ?? state.attribution;
  const groups = groupsOf(chosen);
  const lines = chosen.lines.filter(({ name, contribution }) => contribution !== 0 && name !== 'unexplained');
  return (
    <Section
      title="Where the return came from"
      aside={
        <span className="choice-line period">
          <label htmlFor={id}>Period</label>{' '}
          <select id={id} value={year} onChange={(event) => setYear(event.currentTarget.value)}>
            <option value="all">Since inception</option>
            {state.years.toReversed().map((each) => (
              <option key={each.year} value={each.year}>
                {each.year}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <div className="attribution">
        <Bars caption="Contributions to the return" rows={groups} total={chosen.totalReturn} />
        <div>
          <details>
            <summary>All {lines.length} lines: factors, costs and fees</summary>
            <Bars
              caption="Contributions by line"
              rows={lines.map(({ group, name, contribution }) => ({
                name: `${GROUP_NAMES[group] ?? group}: ${factorName(name)}`,
                contribution,
              }))}
              total={null}
            />
          </details>
          <details>
            <summary>The stocks’ part by sector</summary>
            <Bars caption="Contributions by sector" rows={chosen.sectors} total={null} />
          </details>
        </div>
      </div>
      <p className="muted">{formula}</p>
    </Section>
  );
}

/** Contributions by group, in the order in which they are explained; those of nothing left out. */
function groupsOf({ lines }: Attribution): BarsProps['rows'] {
  const sums = new Map<string, number>();
  for (const { group, contribution } of lines) sums.set(group, (sums.get(group) ?? 0) + contribution);
  return Object.entries(GROUP_NAMES)
    .filter(([group]) => (sums.get(group) ?? 0) !== 0)
    .map(([group, name]) => ({ name, contribution: sums.get(group) as number, term: GROUP_TERMS[group] }));
}

interface BarsProps {
  readonly caption: string;
  readonly rows: readonly {
    readonly name: string;
    readonly contribution: number;
    readonly term?: Term | undefined;
  }[];
  readonly total: number | null;
}

const WIDTH = 120;

interface BarRow {
  readonly name: string;
  readonly term?: Term | undefined;
  readonly contribution: number;
  /** −1 to 1; null: no bar. */
  readonly length: number | null;
}

const COLUMNS: readonly Column<BarRow>[] = [
  {
    key: 'name',
    header: 'From',
    isText: true,
    isRowHeader: true,
    cell: ({ name, term }) => (term === undefined ? name : <Explained term={term}>{name}</Explained>),
  },
  {
    key: 'contribution',
    header: 'Contribution',
    cell: ({ contribution }) => <Percent share={contribution} signed places={2} />,
  },
  {
    key: 'bar',
    header: 'Beside the largest',
    isText: true,
    cell: ({ length }) => length !== null && <Bar share={length} />,
  },
];

/** A table whose numbers also stand as bars from a common zero. */
function Bars({ caption, rows, total }: BarsProps) {
  const largest = Math.max(1e-12, ...rows.map(({ contribution }) => Math.abs(contribution)));
  const bars = rows.map((row): BarRow => ({ ...row, length: row.contribution / largest }));
  const all = total === null ? bars : [...bars, { name: 'Return', contribution: total, length: null }];
  return (
    <DataTable
      caption={caption}
      rows={all}
      rowKey={({ name }) => name}
      isMarked={({ length }) => length === null}
      columns={COLUMNS}
    />
  );
}

function Bar({ share }: { readonly share: number }) {
  const length = (Math.abs(share) * WIDTH) / 2;
  return (
    <svg width={WIDTH} height="12" aria-hidden="true" className="contribution">
      <line x1={WIDTH / 2} y1="0" x2={WIDTH / 2} y2="12" className="limit-line" />
      <rect
        x={share < 0 ? WIDTH / 2 - length : WIDTH / 2}
        y="2"
        width={length}
        height="8"
        className={share < 0 ? 'bar-down' : 'bar-up'}
      />
    </svg>
  );
}
