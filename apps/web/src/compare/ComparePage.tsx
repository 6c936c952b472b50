import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { COMPARED_MAX, namesIn, namesText } from '../board/compared.ts';
import { Choice } from '../components/Choice.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useComparison } from '../data/models.ts';
import { PredictsLive } from '../model/PredictsLive.tsx';
import { type CompareSearch, compareSearch } from '../search.ts';
import { scoreTerm, TERMS } from '../terms/terms.ts';
import { AddModel } from './AddModel.tsx';
import { CompareChart } from './CompareChart.tsx';
import { MeansTable, PairsTable } from './CompareTables.tsx';
import '../style/model.css';
import '../style/compare.css';

const route = getRouteApi('/compare');
const SCORES = ['corr', 'mmc', 'fnc', 'tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld', 'corrNomi'] as const;
const OPTIONS = SCORES.map((value) => ({ value: value as string, text: TERMS[value].name }));
const VIEWS = [
  { value: 'sum', text: 'Cumulative' },
  { value: 'rounds', text: 'By round' },
] as const;

/** Up to five models side by side, and whether one is better than another; what is compared and how stands in the address. */
export function ComparePage() {
  const search: CompareSearch = route.useSearch();
  const navigate = route.useNavigate();
  const names = namesIn(search.models).slice(0, COMPARED_MAX);
  const score = SCORES.find((key) => key === search.score) ?? 'corr';
  const view = search.view ?? 'sum';
  const query = useComparison(names, score);
  const change = useCallback(
    (next: Partial<Record<keyof CompareSearch, string | undefined>>) =>
      void navigate({
        to: '.',
        search: (now: CompareSearch) => compareSearch({ ...now, ...next }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const term = scoreTerm(score);
  return (
    <>
      <PageHead title="Compare models">
        <p>
          Up to five on one chart, over the resolved rounds that they were scored in. Two models are compared round by
          round: what moves the whole market cancels, and a small edge shows sooner.
        </p>
      </PageHead>
      <div className="controls">
        <ul className="chips compared" aria-label="Models compared">
          {names.map((name) => (
            <li key={name}>
              {name}{' '}
              <button
                type="button"
                className="link"
                aria-label={`Take ${name} away`}
                onClick={() => change({ models: namesText(names.filter((other) => other !== name)) })}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        {names.length < COMPARED_MAX && <AddModel onAdd={(name) => change({ models: namesText([...names, name]) })} />}
      </div>
      {names.length === 0 ? (
        <Empty>
          Nothing is compared yet. Type a model’s name, or choose some by their boxes on{' '}
          <Link to="/leaderboard">the leaderboard</Link>.
        </Empty>
      ) : (
        <QueryView query={query}>
          {(comparison) => (
            <div className={query.isPlaceholderData ? 'fading parts' : 'parts'}>
              {comparison.unknown.map((name) => (
                <p key={name} className="notice" role="alert">
                  Nobody is named “{name}”.
                </p>
              ))}
              <Section
                title={term.name}
                aside={
                  <div className="controls">
                    <Choice
                      label="Score"
                      options={OPTIONS}
                      value={score as string}
                      onChange={(key) => change({ score: key === 'corr' ? undefined : key })}
                    />
                    <Choice
                      label="Drawn as"
                      options={VIEWS}
                      value={view}
                      onChange={(as) => change({ view: as === 'rounds' ? as : undefined })}
                    />
                  </div>
                }
              >
                <p className="muted">{term.says}</p>
                {comparison.rounds.length === 0 ? (
                  <Empty>None of them has this score in a resolved round yet.</Empty>
                ) : (
                  <CompareChart comparison={comparison} isCumulative={view === 'sum'} />
                )}
              </Section>
              <Section title="Means">
                <MeansTable comparison={comparison} />
              </Section>
              {comparison.pairs.length > 0 && (
                <Section title="Is one better?">
                  <PairsTable comparison={comparison} />
                </Section>
              )}
            </div>
          )}
        </QueryView>
      )}
      <PredictsLive marked={names} />
    </>
  );
}
