import type { FundState } from '@robata/client';
import { Percent } from '../components/Percent.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { closeDay } from './closeDay.ts';
import { factorName } from './fundTerms.ts';
import { LimitBar } from './LimitBar.tsx';

interface ExposurePartProps {
  readonly state: FundState;
  readonly formula: string | undefined;
}

type Limit = NonNullable<FundState['report']>['limits'][number];
type Exposures = NonNullable<FundState['exposures']>;

const four = (value: number): string => formatNumber(value, { places: 4, signed: true });

const LIMIT_COLUMNS: readonly Column<Limit>[] = [
  {
    key: 'name',
    header: 'Exposure',
    isText: true,
    isRowHeader: true,
    cell: ({ name, binds }) => (
      <>
        {factorName(name)} {binds && <span className="badge">at its limit</span>}
      </>
    ),
  },
  { key: 'value', header: 'Value', cell: ({ value }) => four(value) },
  { key: 'limits', header: 'Between its limits', isText: true, cell: (limit) => <LimitBar limit={limit} /> },
];

const SECTOR_COLUMNS: readonly Column<Exposures['sectors'][number]>[] = [
  { key: 'name', header: 'Sector', isText: true, isRowHeader: true, cell: ({ name }) => name },
  { key: 'long', header: 'Long', cell: ({ long }) => <Percent share={long} places={2} /> },
  { key: 'short', header: 'Short', cell: ({ short }) => <Percent share={short} places={2} /> },
  { key: 'net', header: 'Net', cell: ({ long, short }) => <Percent share={long + short} signed places={2} /> },
];

const FACTOR_COLUMNS: readonly Column<Exposures['factors'][number]>[] = [
  { key: 'name', header: 'Factor', isText: true, isRowHeader: true, cell: ({ name }) => factorName(name) },
  { key: 'value', header: 'Exposure', cell: ({ value }) => four(value) },
];

/** What the product is exposed to: at the last close, and at the last rebalance beside its limits. */
export function ExposurePart({ state: { exposures, report, tradedOn }, formula }: ExposurePartProps) {
  if (exposures === null && report === null) return null;
  return (
    <div className="two-columns even exposures">
      {report !== null && (
        <Section title="Limits at the last rebalance">
          <DataTable
            caption="Exposures beside their limits"
            rows={report.limits}
            rowKey={({ name }) => name}
            pageRows={60}
            columns={LIMIT_COLUMNS}
          />
          <p className="muted">
            {tradedOn !== null && `Traded at the close of ${closeDay(tradedOn)}. `}
            Weights are shares of NAV{report.product === 'long_only' ? ' against the index' : ''}; styles are in
            standard deviations. Positions at their own limit: {formatNumber(report.positionsAtLimit)}.
          </p>
        </Section>
      )}
      {exposures !== null && (
        <Section title={`Exposures at the close of ${closeDay(exposures.day)}`}>
          <DataTable
            caption="Long and short by sector"
            rows={exposures.sectors}
            rowKey={({ name }) => name}
            columns={SECTOR_COLUMNS}
          />
          <details>
            <summary>Exposures to {exposures.factors.length} factors</summary>
            <DataTable
              caption="Exposures to factors at the last close"
              rows={exposures.factors}
              rowKey={({ name }) => name}
              columns={FACTOR_COLUMNS}
            />
          </details>
          <p className="muted">
            {exposures.names} positions. {formula}
          </p>
        </Section>
      )}
    </div>
  );
}
