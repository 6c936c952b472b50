import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { type MetaModelSearch, metaModelSearch } from '../search.ts';
import { Change } from './Change.tsx';
import { Counterfactuals } from './Counterfactuals.tsx';
import { DataVersions } from './DataVersions.tsx';
import { Download } from './Download.tsx';
import { MakeUp } from './MakeUp.tsx';
import { Performance, PerformanceFigures } from './Performance.tsx';
import { RoundTable } from './RoundTable.tsx';
import { useMetaModel } from './useMetaModel.ts';

const route = getRouteApi('/meta-model');

/** What everybody's predictions come to: how it does, what it is made of, how it changes. */
export function MetaModelPage() {
  const { view, by } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (change: { readonly [K in keyof MetaModelSearch]: MetaModelSearch[K] | undefined }): void =>
    void navigate({
      to: '.',
      search: (now: MetaModelSearch) => metaModelSearch({ ...now, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <PageHead title="Meta model">
        The mean of everybody&apos;s ranked predictions, weighted by stake: what the fund trades on. How it does, who
        makes it, and what else could have been made of the same predictions.
      </PageHead>
      <QueryView query={useMetaModel()}>
        {(page) => (
          <>
            <PerformanceFigures page={page} />
            <Performance
              page={page}
              view={view ?? 'rounds'}
              onView={(chosen) => choose({ view: chosen === 'sum' ? chosen : undefined })}
            />
            <div className="two-columns even">
              <MakeUp
                rounds={page.rounds}
                by={by ?? 'models'}
                onBy={(chosen) => choose({ by: chosen === 'accounts' ? chosen : undefined })}
              />
              <Change rounds={page.rounds} />
            </div>
            <Counterfactuals page={page} />
            <DataVersions page={page} />
            <RoundTable rounds={page.rounds} hasFund={page.losses !== null} />
            <Download delayRounds={page.delayRounds} />
          </>
        )}
      </QueryView>
    </>
  );
}
