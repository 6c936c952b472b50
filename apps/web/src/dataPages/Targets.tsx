import type { DataVersion } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { CorrelationMatrix } from './CorrelationMatrix.tsx';
import { DATA_TERMS } from './dataTerms.ts';

type Target = DataVersion['targets'][number];

const COLUMNS: readonly Column<Target>[] = [
  {
    key: 'name',
    header: 'Target',
    cell: ({ name, isDefault }) => (
      <>
        <code>target_{name}</code> {isDefault && <span className="badge badge-good">default, also as target</span>}
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'horizon', header: 'Trading days', cell: ({ horizonDays }) => horizonDays },
  { key: 'lag', header: 'Lag', cell: ({ lagDays }) => `${lagDays} days` },
  {
    key: 'neutral',
    header: 'Neutral to',
    term: DATA_TERMS.neutral,
    cell: ({ neutralizers, proportion }) => (
      <span className="message">
        {neutralizers.length === 0 ? 'the mean' : neutralizers.map((name) => name.replace(/^\w+:/, '')).join(', ')}
        {proportion < 1 && ` (${formatNumber(100 * proportion)} %)`}
      </span>
    ),
    isText: true,
  },
  { key: 'order', header: 'Order', term: DATA_TERMS.order, cell: ({ order }) => order, isText: true },
  {
    key: 'scaled',
    header: 'Divided by',
    cell: ({ volatilityScaled }) => (volatilityScaled ? 'specific volatility' : '–'),
    isText: true,
  },
  {
    key: 'bins',
    header: 'Shares of 0, ¼, ½, ¾, 1',
    cell: ({ bins }) => bins.map((share) => `${formatNumber(100 * share)} %`).join(' · '),
    isText: true,
  },
];

/** How targets are made, and how alike they are. */
export function Targets({ version: { targets, correlations } }: { readonly version: DataVersion }) {
  return (
    <>
      <Section title="Targets">
        <p>
          A target is made from the return that follows an era: from the close of its day + lag, over so many trading
          days. What is named under “neutral to” is taken out; what is left is ranked into five values.
        </p>
        {targets.length === 0 ? (
          <Empty>This version has no target manifests.</Empty>
        ) : (
          <DataTable caption="Targets" columns={COLUMNS} rows={targets} rowKey={({ name }) => name} />
        )}
      </Section>
      <Section
        title="How alike the targets are"
        aside={<Explained term={DATA_TERMS.targetCorrelation}>How it is computed</Explained>}
      >
        {correlations === null ? (
          <Empty>This release was written without them.</Empty>
        ) : (
          <CorrelationMatrix correlations={correlations} />
        )}
      </Section>
    </>
  );
}
