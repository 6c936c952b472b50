import type { ModelAnalysisPage, ModelPage as Page } from '@robata/client';
import { useMemo } from 'react';
import { ShareChart } from '../charts/ShareChart.tsx';
import { Bar } from '../components/Bar.tsx';
import { ModelLink } from '../components/ModelLink.tsx';
import { Missing } from '../components/Missing.tsx';
import { Empty } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { limitName } from '../terms/limitName.ts';
import { TERMS } from '../terms/terms.ts';

interface AnalysisProps {
  readonly page: Page;
  /** Undefined until it is there. */
  readonly analysis: ModelAnalysisPage | null | undefined;
}

type Nearest = NonNullable<ModelAnalysisPage['latest']>['nearest'][number];
const NEAREST: readonly Column<Nearest>[] = [
  {
    key: 'model',
    header: 'Model',
    cell: ({ model, kind }) => <ModelLink model={model} kind={kind} />,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'correlation',
    header: 'Correlation',
    term: { name: 'Correlation', says: 'Rank correlation of the two models’ predictions at the close.' },
    cell: ({ correlation }) => formatNumber(correlation, { places: 3, signed: true }),
  },
  {
    key: 'bar',
    header: 'From −1 to 1',
    cell: ({ correlation }) => <Bar value={correlation} range={1} />,
    isText: true,
  },
];

/** How alike a model is to the others: to the meta model by round, and who predicts most like it. */
export function CrowdingSection({ page, analysis }: AnalysisProps) {
  const alike = useMemo(() => {
    const rounds = page.rounds.toReversed();
    const nearest = new Map(analysis?.rounds.map((round) => [round.round, round.nearest]));
    return {
      rounds: rounds.map(({ round }) => round),
      lines: [
        { label: 'with the meta model', values: rounds.map((round) => round.metaModelCorrelation) },
        ...(nearest.size === 0
          ? []
          : [{ label: 'with the nearest model', values: rounds.map(({ round }) => nearest.get(round) ?? null) }]),
      ],
    };
  }, [page, analysis]);
  const churn = useMemo(
    () => ({
      rounds: analysis?.rounds.map(({ round }) => round) ?? [],
      lines: [{ label: 'churn', values: analysis?.rounds.map((round) => round.churn) ?? [] }],
    }),
    [analysis],
  );
  const hasMeta = alike.lines.some(({ values }) => values.some((value) => value !== null));
  const latest = analysis?.latest ?? null;
  if (!hasMeta && latest === null) return null;
  return (
    <Section title="How alike it is">
      <p className="muted">
        What many predict alike is crowded: the meta model has it already, and a model that adds nothing to it earns no
        TC.{' '}
        {latest !== null &&
          latest.weight > 0 &&
          `In round ${latest.round} it was ${formatPercent(latest.weight, { places: 2 })} of the meta model.`}
      </p>
      <div className="two-columns even">
        {hasMeta && (
          <figure>
            <ShareChart label="Correlation with the meta model in each round" {...alike} range={[-1, 1]} />
            <figcaption>{TERMS.metaModelCorrelation.says}</figcaption>
          </figure>
        )}
        {latest !== null && churn.lines[0]?.values.some((value) => value !== null) === true && (
          <figure>
            <ShareChart label="Churn in each round" {...churn} range={[0, 2]} />
            <figcaption>
              Churn: 1 − rank correlation with its own predictions of the round before; 0 is no change, 1 is as good as
              new
            </figcaption>
          </figure>
        )}
      </div>
      {latest !== null && latest.nearest.length > 0 && (
        <>
          <h3>Most alike in round {latest.round}</h3>
          <DataTable
            caption="The most alike models"
            columns={NEAREST}
            rows={latest.nearest}
            rowKey={({ model }) => model}
          />
        </>
      )}
    </Section>
  );
}

interface Exposure {
  readonly factor: string;
  readonly value: number | null;
  readonly mean: number | null;
}

/** What a model's predictions lean on, factor by factor. */
export function ExposureSection({ page, analysis }: AnalysisProps) {
  const { columns, rows } = useMemo(() => {
    const rows: Exposure[] = (analysis?.factors ?? [])
      .map((factor, at) => ({
        factor,
        value: analysis?.latest?.exposures[at] ?? null,
        mean: analysis?.meanExposures[at] ?? null,
      }))
      .sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0) || a.factor.localeCompare(b.factor, 'en'));
    const largest = Math.max(0.05, ...rows.flatMap(({ value, mean }) => [Math.abs(value ?? 0), Math.abs(mean ?? 0)]));
    return { rows, columns: exposureColumns(largest) };
  }, [analysis]);
  if (analysis == null) return null;
  const { latest } = analysis;
  return (
    <Section title="What it leans on">
      {latest === null ? (
        <Empty>
          {page.rounds.length === 0
            ? 'Exposures come with the first round it takes part in.'
            : page.row.kind === 'meta'
              ? 'What the portfolio made of it leans on stands on each round’s page.'
              : 'No analysis of its rounds is stored: they closed before analyses were kept.'}
        </Empty>
      ) : (
        <>
          <p className="muted">
            Correlation of its predictions with each factor of the risk model, in round{' '}
            <RoundLink number={latest.round} />; the tick is the mean over its last {analysis.rounds.length} rounds. The
            optimizer limits most of these: what a model earns by a factor alone does not reach the portfolio.
          </p>
          <DataTable
            caption={`Exposures of ${page.row.model}, largest first`}
            columns={columns}
            rows={rows}
            rowKey={({ factor }) => factor}
            pageRows={12}
          />
        </>
      )}
    </Section>
  );
}

const figure = (value: number | null) =>
  value === null ? <Missing /> : formatNumber(value, { places: 3, signed: true });

const exposureColumns = (largest: number): readonly Column<Exposure>[] => [
  { key: 'factor', header: 'Factor', cell: ({ factor }) => limitName(factor), isText: true, isRowHeader: true },
  { key: 'value', header: 'Latest', cell: ({ value }) => figure(value) },
  {
    key: 'bar',
    header: `± ${formatNumber(largest, { places: 2 })}`,
    cell: ({ value, mean }) => <Bar value={value ?? 0} range={largest} mark={mean} />,
    isText: true,
  },
  { key: 'mean', header: 'Mean', cell: ({ mean }) => figure(mean) },
];
