import type { EraFigures } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { Choice } from '../components/Choice.tsx';
import { Section } from '../components/Section.tsx';
import type { DiagnosticsSearch } from '../search.ts';
import { ERA_SCORES, eraScoreOf } from './eraScores.ts';
import { EraChart, SumChart } from './EraChart.tsx';

const route = getRouteApi('/diagnostics');

/** A score era by era, and what it adds up to. */
export function EraSection({ eras }: { readonly eras: readonly EraFigures[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const score = eraScoreOf(search.score);
  const values = eras.map((era) => era[score.field]);
  const known = values.filter((value) => value !== null).length;
  return (
    <Section
      title="Era by era"
      aside={
        <Choice
          label="Score that is shown"
          options={ERA_SCORES}
          value={score.value}
          onChange={(value) =>
            void navigate({
              to: '.',
              search: (now: DiagnosticsSearch) => ({ ...now, score: value }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      {known === 0 ? (
        <p className="state">No era has this score: it needs data that is not published for them.</p>
      ) : (
        <>
          <EraChart score={score} eras={eras} />
          {score.isSum && (
            <>
              <h3>Added up</h3>
              <SumChart score={score} eras={eras} />
              <p className="muted">
                The dotted line divides the older half of the eras from the newer. What lies below the zero line is the
                fall from the highest sum so far.
              </p>
            </>
          )}
        </>
      )}
    </Section>
  );
}
