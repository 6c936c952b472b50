import type { MetaModelRound } from '@robata/client';
import { useMemo } from 'react';
import { ShareChart } from '../charts/ShareChart.tsx';
import { Explained } from '../components/Explained.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { META_TERMS } from './metaModelTerms.ts';

/** A scale ends at a whole tenth above everything on it. */
const roof = (values: readonly (number | null)[]): number =>
  Math.max(0.1, Math.ceil(10 * Math.max(...values.map((value) => value ?? 0))) / 10);

/** How much the meta model changes from round to round. */
export function Change({ rounds }: { readonly rounds: readonly MetaModelRound[] }) {
  const compared = useMemo(() => rounds.filter(({ made }) => made?.churn != null), [rounds]);
  const lines = useMemo(
    () => [
      { label: 'churn', values: compared.map(({ made }) => made?.churn ?? null) },
      { label: 'turnover', values: compared.map(({ made }) => made?.turnover ?? null) },
    ],
    [compared],
  );
  const top = roof(lines.flatMap(({ values }) => values));
  const range = useMemo(() => [0, top] as const, [top]);
  return (
    <Section title="How much it changes">
      {compared.length === 0 ? (
        <Empty>Two rounds must have closed before they can be compared.</Empty>
      ) : (
        <>
          <p>
            <Explained term={META_TERMS.churn} /> is how much the order changed since the round before;{' '}
            <Explained term={META_TERMS.turnover} /> how much of a book in its proportions would have been traded.
          </p>
          <ShareChart
            label="Churn and turnover of the meta model, round by round"
            rounds={compared.map(({ round }) => round)}
            lines={lines}
            range={range}
            isPercent
          />
        </>
      )}
    </Section>
  );
}
