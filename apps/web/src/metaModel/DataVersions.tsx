import type { CohortFigures, MetaModelPage, MetaModelRound } from '@robata/client';
import { useMemo } from 'react';
import { ShareChart, type ShareLine } from '../charts/ShareChart.tsx';
import { Percent } from '../components/Percent.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { versionName } from './cohortName.ts';
import { META_TERMS } from './metaModelTerms.ts';

interface VersionRow {
  readonly version: string | null;
  readonly models: number;
  readonly weight: number;
  /** Undefined where it never stood beside another version. */
  readonly figures: CohortFigures | undefined;
}

const COLUMNS: readonly Column<VersionRow>[] = [
  {
    key: 'version',
    header: 'Made from',
    isText: true,
    isRowHeader: true,
    cell: ({ version }) => versionName(version),
  },
  { key: 'models', header: 'Models', cell: ({ models }) => models },
  { key: 'weight', header: 'Weight', term: META_TERMS.weight, cell: ({ weight }) => <Percent share={weight} /> },
  {
    key: 'corr',
    header: 'CORR',
    term: META_TERMS.corr,
    cell: ({ figures }) => (
      <Score value={figures?.corr.mean} of="corr" standardError={figures?.corr.standardError ?? null} />
    ),
  },
  {
    key: 'lead',
    header: 'Lead',
    term: META_TERMS.lead,
    cell: ({ figures }) => (
      <Score value={figures?.lead.mean} of="corr" standardError={figures?.lead.standardError ?? null} />
    ),
  },
];

/** A share that a percentage does not show is rounding. */
const UNSEEN = 5e-4;
/** As many as the chart can tell apart. */
const LINES = 3;
const ALL = [0, 1] as const;

/** The share of each version over time; the three that weigh most in the newest round. */
function VersionChart({ rounds }: { readonly rounds: readonly MetaModelRound[] }) {
  const made = useMemo(() => rounds.filter((round) => round.made !== null), [rounds]);
  const lines = useMemo(() => {
    const heaviest = (made.at(-1)?.made?.dataVersions ?? []).toSorted((a, b) => b.weight - a.weight).slice(0, LINES);
    return heaviest.map(
      ({ version }): ShareLine => ({
        label: versionName(version),
        values: made.map((round) => round.made?.dataVersions.find((each) => each.version === version)?.weight ?? null),
      }),
    );
  }, [made]);
  return (
    <ShareChart
      label="Share of the weight by version of the data, round by round"
      rounds={made.map(({ round }) => round)}
      lines={lines}
      range={ALL}
      isPercent
    />
  );
}

/** None last. Rounds of before kept theirs the other way round. */
const byNewest = (a: { readonly version: string | null }, b: { readonly version: string | null }): number =>
  Number(b.version ?? -1) - Number(a.version ?? -1);

/** Which versions of the data the stake is on, in the newest round and over time. */
export function DataVersions({ page }: { readonly page: MetaModelPage }) {
  const newest = page.rounds.findLast(({ made }) => made !== null);
  const rows = (newest?.made?.dataVersions ?? []).toSorted(byNewest).map(
    (row): VersionRow => ({
      ...row,
      figures: page.cohorts.find(({ key }) => key === `version:${row.version ?? ''}`),
    }),
  );
  const others = 1 - rows.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Section title="The stake by version of the data">
      {rows.length === 0 ? (
        <Empty>No round has closed yet, or only ones of before this was kept.</Empty>
      ) : (
        <>
          <p className="muted">
            Round {newest?.round}. An upload may name the version of the data it was made from (<code>version</code> of
            a client, <code>dataVersion</code> of the JSON); this is published in sums only.
          </p>
          <DataTable
            caption="Weight and CORR by version of the data"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ version }) => version ?? ''}
          />
          {others > UNSEEN && (
            <p className="muted">
              The heaviest versions alone are listed: <Percent share={others} /> of the weight names others.
            </p>
          )}
          {rows.length > 1 && <VersionChart rounds={page.rounds} />}
        </>
      )}
    </Section>
  );
}
