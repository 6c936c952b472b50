import type { RoundSummary } from '@robata/client';

const STEPS = ['open', 'closed', 'scoring', 'resolved'] as const;

/** The life of a round as steps, the one it is in marked. */
export function RoundSteps({ round: { state, scoredDays, horizonDays } }: { readonly round: RoundSummary }) {
  const at = STEPS.indexOf(state as (typeof STEPS)[number]);
  if (at < 0) return null;
  return (
    <ol className="round-steps" aria-label="The life of the round">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index < at || state === 'resolved' ? 'is-done' : undefined}
          aria-current={index === at ? 'step' : undefined}
        >
          {step === 'scoring' && state === 'scoring' ? `day ${scoredDays} of ${horizonDays}` : step}
        </li>
      ))}
    </ol>
  );
}
