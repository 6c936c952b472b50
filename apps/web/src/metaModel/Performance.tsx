import type { MetaModelPage } from '@robata/client';
import { Choice } from '../components/Choice.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { CumulativeBandChart } from './CumulativeBandChart.tsx';
import { META_TERMS } from './metaModelTerms.ts';
import { ScoreBandChart } from './ScoreBandChart.tsx';

const VIEWS = [
  { value: 'rounds', text: 'Each round' },
  { value: 'sum', text: 'Sum' },
] as const;

/** How the meta model did, in figures. */
export function PerformanceFigures({ page }: { readonly page: MetaModelPage }) {
  const { corr, aboveMedian, validation } = page;
  const newest = page.rounds.findLast(({ made }) => made !== null)?.made;
  return (
    <Figures>
      <Figure
        term={META_TERMS.corr}
        note={`${corr.standardError === null ? '' : `± ${formatNumber(corr.standardError, { places: 4 })} over `}${corr.rounds} resolved ${corr.rounds === 1 ? 'round' : 'rounds'}`}
      >
        <Score value={corr.mean} of="corr" />
      </Figure>
      <Figure term={META_TERMS.sharpe}>
        {corr.sharpe === null ? <Missing /> : formatNumber(corr.sharpe, { places: 2, signed: true })}
      </Figure>
      <Figure term={META_TERMS.aboveMedian} note="of the resolved rounds">
        <Percent share={aboveMedian} places={0} />
      </Figure>
      <Figure
        term={META_TERMS.effective}
        note={newest == null ? undefined : `of ${formatNumber(newest.models.holders)} staked models`}
      >
        {newest == null ? <Missing /> : formatNumber(newest.models.effectiveNumber, { places: 1 })}
      </Figure>
      <Figure
        term={META_TERMS.validation}
        note={
          validation === null
            ? 'too few diagnostics runs'
            : `${validation.models} models, ${formatPercent(validation.stakeShare)} of the stake; ${formatNumber(validation.equal, { places: 4, signed: true })} if all counted alike`
        }
      >
        <Score value={validation?.corr ?? null} of="corr" />
      </Figure>
    </Figures>
  );
}

interface PerformanceProps {
  readonly page: MetaModelPage;
  readonly view: 'rounds' | 'sum';
  readonly onView: (view: 'rounds' | 'sum') => void;
}

/** CORR beside everybody's, or its sum so far. */
export function Performance({ page, view, onView }: PerformanceProps) {
  const scored = page.rounds.filter(({ corr, quantiles }) => corr !== null || quantiles !== null);
  const underWay = scored.filter(({ state }) => state === 'scoring').length;
  return (
    <Section
      title="CORR, beside everybody's"
      aside={<Choice label="What is drawn" options={VIEWS} value={view} onChange={onView} />}
    >
      {scored.length === 0 ? (
        <Empty>No round has a score yet: the first comes on the first scoring day.</Empty>
      ) : view === 'rounds' ? (
        <>
          <ScoreBandChart rounds={scored} />
          <p className="muted">
            The bands hold the middle half and nine tenths of the models.
            {underWay > 0 &&
              ` ${underWay === 1 ? 'The last round is' : `The last ${underWay} rounds are`} still being scored: ${underWay === 1 ? 'its' : 'their'} figures change every day.`}
          </p>
        </>
      ) : (
        <>
          <CumulativeBandChart sums={page.cumulative} />
          <p className="muted">
            Resolved rounds only. The band is two standard errors wide on each side (Newey–West, {page.lags} lags:
            rounds overlap). As long as it holds 0, the sum may be luck.
          </p>
        </>
      )}
    </Section>
  );
}
