import type { Overview, TournamentNews } from '@robata/client';
import { useMemo } from 'react';
import { CumulativeScoreChart } from '../charts/CumulativeScoreChart.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { TERMS } from '../terms/terms.ts';

interface MetaModelSectionProps {
  readonly summary: Overview['metaModel'];
  readonly rounds: TournamentNews['metaModel'];
}

/** How the meta model did in every resolved round, and in all. */
export function MetaModelSection({ summary, rounds }: MetaModelSectionProps) {
  const resolved = useMemo(
    () => rounds.filter(({ isResolved }) => isResolved).map(({ round, corr }) => ({ round, value: corr })),
    [rounds],
  );
  return (
    <Section title="The meta model">
      {resolved.length < 2 ? (
        <Empty>Its performance shows once two rounds have resolved.</Empty>
      ) : (
        <>
          <p className="muted">
            {TERMS.metaModel.says} CORR per round: mean {signed(summary.corr)}
            {summary.corrStandardError !== null &&
              ` ± ${formatNumber(summary.corrStandardError, { places: 4 })} standard error`}
            , {summary.sharpe !== null && `Sharpe ${formatNumber(summary.sharpe, { places: 2, signed: true })}, `}
            {positiveShare(resolved)}.
          </p>
          <CumulativeScoreChart name="Meta model CORR" places={4} rounds={resolved} height={280} />
        </>
      )}
    </Section>
  );
}

const signed = (value: number | null): string =>
  value === null ? '–' : formatNumber(value, { places: 4, signed: true });

function positiveShare(rounds: readonly { readonly value: number | null }[]): string {
  const good = rounds.filter(({ value }) => value !== null && value > 0).length;
  return `above 0 in ${formatNumber(good)} of ${formatNumber(rounds.length)} rounds`;
}
