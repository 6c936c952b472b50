import type { KnownInRound, ModelSignalsPage } from '@robata/client';
import { useMemo } from 'react';
import { Bar } from '../components/Bar.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Missing } from '../components/Missing.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { useModelSignals } from '../data/models.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { GATE_REASONS, GATE_TERMS, lastSubmissions } from '../terms/gateTerms.ts';
import { groupName } from '../terms/groupName.ts';

type Own = NonNullable<ModelSignalsPage['own']>;
type Gates = NonNullable<ModelSignalsPage['gates']>;

/** How much of a signal is known already, by factor, for its owner; of all signals together for everybody else. And whether it keeps to the gates. */
export function KnownSection({ model }: { readonly model: string }) {
  return (
    <QueryView query={useModelSignals(model, true)}>
      {(page) =>
        page === null || (page.known === null && page.gates === null) ? null : (
          <>
            {page.gates !== null && <GateSection gates={page.gates} />}
            {page.known !== null &&
              (page.own === null ? (
                <OfAll known={page.known} />
              ) : (
                <OwnReport model={model} known={page.known} own={page.own} />
              ))}
          </>
        )
      }
    </QueryView>
  );
}

interface Known {
  readonly name: string;
  readonly added: number | null;
  readonly alone: number | null;
  readonly chance: number;
  readonly median: number | null;
}

const percent = (share: number | null) => (share === null ? <Missing /> : formatPercent(share, { places: 1 }));

const ADDED: Column<Known> = {
  key: 'added',
  header: 'Adds',
  term: {
    name: 'Adds',
    says: 'The share of your signal’s variance that this explains beyond all lines above it. These and what is left make 100 %.',
    formula: 'R² of the signal’s normal scores on this and all before, less that on all before',
  },
  value: ({ added }) => added,
  cell: ({ added }) => percent(added),
};
const ALONE: Column<Known> = {
  key: 'alone',
  header: 'Alone',
  term: {
    name: 'Alone',
    says: 'The share that it explains if nothing else is known.',
    formula: 'R² of the signal’s normal scores on this alone',
  },
  value: ({ alone }) => alone,
  cell: ({ alone }) => percent(alone),
};
const CHANCE: Column<Known> = {
  key: 'chance',
  header: 'By chance',
  term: {
    name: 'By chance',
    says: 'What it would add to a random signal of as many stocks: many columns explain a little of anything.',
    formula: 'columns / (stocks submitted − 1)',
  },
  value: ({ chance }) => chance,
  cell: ({ chance }) => percent(chance),
};
const NAME: Column<Known> = {
  key: 'name',
  header: 'Known already',
  cell: ({ name }) => groupName(name),
  isText: true,
  isRowHeader: true,
};
const MEDIAN: Column<Known> = {
  key: 'median',
  header: 'Median of all',
  term: { name: 'Median of all', says: 'Half of the round’s signals have less of it. Not told of fewer than five.' },
  value: ({ median }) => median,
  cell: ({ median }) => percent(median),
};

const barOf = (range: number, value: (line: Known) => number | null): Column<Known> => ({
  key: 'bar',
  header: `0 – ${formatPercent(range)}`,
  cell: (line) => <Bar value={value(line) ?? 0} range={range} mark={line.chance > 0 ? line.chance : null} isShare />,
  isText: true,
});

const largestOf = (values: readonly (number | null)[]): number => Math.max(0.05, ...values.map((value) => value ?? 0));

function OwnReport({ model, known, own }: { readonly model: string; readonly known: KnownInRound; readonly own: Own }) {
  const { rows, columns } = useMemo(() => {
    const lines = known.groups.map(
      ({ name, directions }, k): Known => ({
        name,
        added: own.shares[k]?.added ?? null,
        alone: own.shares[k]?.alone ?? null,
        chance: directions / Math.max(1, own.covered - 1),
        median: known.all.added[k]?.[1] ?? null,
      }),
    );
    const range = largestOf(lines.flatMap(({ added, chance }) => [added, chance]));
    return { rows: lines, columns: [NAME, ADDED, barOf(range, ({ added }) => added), ALONE, CHANCE, MEDIAN] };
  }, [known, own]);
  const correlations = Object.entries(own.leftCorrelation);
  return (
    <Section title="How much of it is known already" aside={<span className="badge">Only you see this</span>}>
      <p className="muted">
        Your signal of round <RoundLink number={known.round} />, held against what the tournament has without you, one
        line after the other. What no line explains is what you bring. The tick on a bar is what chance would explain.
      </p>
      <Figures>
        <Figure
          term={{
            name: 'Left',
            says: 'The share of your signal’s variance that nothing below explains.',
            formula: '1 − Σ of the shares that the lines add',
          }}
          note={known.all.left === null ? undefined : `median of all: ${formatPercent(known.all.left[1])}`}
        >
          {percent(own.left)}
        </Figure>
        <Figure
          term={{
            name: 'Covered',
            says: 'Stocks of the universe that your file had. Shares are of these alone; all others hold no position.',
          }}
          note={`${formatNumber(own.covered)} of ${formatNumber(known.stocks)} stocks`}
        >
          {formatPercent(own.covered / known.stocks)}
        </Figure>
        {correlations.map(([target, value]) => (
          <Figure
            key={target}
            term={{
              name: `What is left, on ${target}`,
              says: `Correlation of what is left with ${target}, over the stocks you submitted. Known once the round is over.`,
            }}
          >
            <Score value={value} of="corr" />
          </Figure>
        ))}
      </Figures>
      <DataTable
        caption={`What is known already of ${model}`}
        columns={columns}
        rows={rows}
        rowKey={({ name }) => name}
        pageRows={12}
      />
    </Section>
  );
}

function OfAll({ known }: { readonly known: KnownInRound }) {
  const rows = useMemo(
    () =>
      known.groups.map(
        ({ name, directions }, k): Known => ({
          name,
          added: null,
          alone: null,
          chance: directions / Math.max(1, known.stocks - 1),
          median: known.all.added[k]?.[1] ?? null,
        }),
      ),
    [known],
  );
  if (known.all.left === null) return null;
  const range = largestOf(rows.flatMap(({ median, chance }) => [median, chance]));
  return (
    <Section title="How much of signals is known already">
      <p className="muted">
        Of the {formatNumber(known.models)} signals of round <RoundLink number={known.round} /> together: half of them
        have {formatPercent(known.all.left[1])} or less that neither factors nor features nor the meta models explain.
        The owner of a model sees its own. The tick on a bar is what chance would explain.
      </p>
      <DataTable
        caption="What is known already of all signals"
        columns={[NAME, MEDIAN, barOf(range, ({ median }) => median), CHANCE]}
        rows={rows}
        rowKey={({ name }) => name}
        pageRows={12}
      />
    </Section>
  );
}

function GateSection({ gates }: { readonly gates: Gates }) {
  const { round, policy, state } = gates;
  const { churn, turnover, compared, reasons } = state;
  const limit = (value: number | null): string =>
    value === null ? 'no limit' : `below ${formatPercent(value)} is asked for`;
  return (
    <Section
      title="Gates"
      aside={
        <span className={reasons.length === 0 ? 'badge badge-good' : 'badge badge-warning'}>
          {reasons.length === 0 ? 'Counted' : 'Not paid'}
        </span>
      }
    >
      <p className="muted">
        {reasons.length === 0
          ? 'In round '
          : `It is scored and nothing of its stake is at risk, because ${reasons.map((reason) => GATE_REASONS[reason]).join(', and ')}: round `}
        <RoundLink number={round} />, compared with {formatNumber(compared)}{' '}
        {compared === 1 ? 'submission' : 'submissions'} before (at most {formatNumber(policy.submissions)}).{' '}
        {lastSubmissions(gates)}
      </p>
      <Figures>
        <Figure term={GATE_TERMS.churn} note={limit(policy.churn)}>
          {percent(churn)}
        </Figure>
        <Figure term={GATE_TERMS.turnover} note={limit(policy.turnover)}>
          {percent(turnover)}
        </Figure>
      </Figures>
    </Section>
  );
}
