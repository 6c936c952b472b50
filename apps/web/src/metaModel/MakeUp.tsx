import type { MetaModelRound } from '@robata/client';
import { useMemo } from 'react';
import { ShareChart, type ShareLine } from '../charts/ShareChart.tsx';
import { Choice } from '../components/Choice.tsx';
import { Explained } from '../components/Explained.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { META_TERMS } from './metaModelTerms.ts';

const HOLDERS = [
  { value: 'models', text: 'Models' },
  { value: 'accounts', text: 'Accounts' },
] as const;
const SHARES = [
  { label: 'largest', of: 'top1' },
  { label: 'ten largest', of: 'top10' },
  { label: 'fifty largest', of: 'top50' },
] as const;

interface MakeUpProps {
  readonly rounds: readonly MetaModelRound[];
  readonly by: 'models' | 'accounts';
  readonly onBy: (by: 'models' | 'accounts') => void;
}

/** How the weights are shared out, by model and by account, over time. */
export function MakeUp({ rounds, by, onBy }: MakeUpProps) {
  const made = useMemo(() => rounds.filter((round) => round.made !== null), [rounds]);
  const numbers = useMemo(() => made.map(({ round }) => round), [made]);
  const lines = useMemo(
    () =>
      SHARES.filter(({ of }) => of !== 'top50' || made.some((round) => (round.made?.[by].holders ?? 0) > 50)).map(
        ({ label, of }): ShareLine => ({ label, values: made.map((round) => round.made?.[by][of] ?? null) }),
      ),
    [made, by],
  );
  const newest = made.at(-1)?.made?.[by];
  return (
    <Section
      title="Who weighs how much"
      aside={<Choice label="Whose weights" options={HOLDERS} value={by} onChange={onBy} />}
    >
      {newest === undefined ? (
        <Empty>No round has closed yet, or only ones of before this was kept.</Empty>
      ) : (
        <>
          <p>
            In round {numbers.at(-1)}, {formatNumber(newest.holders)} {by} weigh as{' '}
            {formatNumber(newest.effectiveNumber, { places: 1 })} equal ones would: the{' '}
            <Explained term={META_TERMS.effective}>effective number</Explained>.{' '}
            <Explained term={META_TERMS.herfindahl} />: {formatNumber(newest.herfindahl, { places: 3 })}.
          </p>
          <ShareChart
            label={`Share of the weight that the largest ${by} hold, round by round`}
            rounds={numbers}
            lines={lines}
            range={[0, 1]}
            isPercent
          />
        </>
      )}
    </Section>
  );
}
