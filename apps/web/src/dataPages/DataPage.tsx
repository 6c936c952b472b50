import '../style/data.css';
import type { DataPage as Page, DataVersion } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Choice } from '../components/Choice.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { DataSearch } from '../search.ts';
import { ChangeLog } from './ChangeLog.tsx';
import { DataHealth } from './DataHealth.tsx';
import { useData } from './dataQueries.ts';
import { DATA_TERMS } from './dataTerms.ts';
import { FeatureSets } from './FeatureSets.tsx';
import { Deprecated } from './Deprecated.tsx';
import { FilesSection } from './FilesSection.tsx';
import { Graduated } from './Graduated.tsx';
import { MissingValues } from './MissingValues.tsx';
import { Neutralizers } from './Neutralizers.tsx';
import { Reading } from './Reading.tsx';
import { Targets } from './Targets.tsx';
import { Versions, versionId } from './Versions.tsx';

const route = getRouteApi('/data');

/** What participants train on: files, features, targets, and what is wrong with them. */
export function DataPage() {
  return (
    <>
      <PageHead title="Data">
        <p>
          Everything that a model needs, free for everybody. Stocks, features and eras have names that give nothing
          away; ids change from era to era. Files of Signals name stocks by ticker:{' '}
          <Link to="/signals/symbols">what symbols match</Link>.
        </p>
      </PageHead>
      <QueryView query={useData()}>{(page) => <Content page={page} />}</QueryView>
    </>
  );
}

function Content({ page: { versions, incidents } }: { readonly page: Page }) {
  const { version: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const version = versions.find((each) => versionId(each) === asked) ?? versions[0];
  if (version === undefined) {
    return (
      <>
        <Empty>Nothing is published yet: the first release comes when the first round opens.</Empty>
        <DataHealth incidents={incidents} />
      </>
    );
  }
  const options = versions.map((each) => ({
    value: versionId(each),
    text: `${each.tournament === 'classic' ? 'Classic' : 'Signals'} ${each.version}${each.deprecation === null ? '' : ' (deprecated)'}`,
  }));
  return (
    <>
      {options.length > 1 && (
        <Choice
          label="Version of the data"
          options={options}
          value={versionId(version)}
          onChange={(value) =>
            void navigate({
              to: '.',
              search: (now: DataSearch) => ({ ...now, version: value }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      <Deprecated version={version} />
      <Shape version={version} />
      <FilesSection version={version} />
      <Reading version={version} />
      <Versions versions={versions} shown={versionId(version)} />
      <FeatureSets key={versionId(version)} version={version} />
      <Targets version={version} />
      <Neutralizers />
      <MissingValues version={version} />
      <DataHealth incidents={incidents} />
      <Graduated version={version} />
      <ChangeLog version={version} />
    </>
  );
}

/** The version in figures. */
function Shape({ version }: { readonly version: DataVersion }) {
  const fileOf = (kind: string) => version.files.find(({ name }) => name.endsWith(`/${kind}.parquet`));
  const [train, validation, live] = ['train', 'validation', 'live'].map(fileOf);
  const eras = (file: typeof train): string | undefined =>
    file?.eras == null ? undefined : `${formatNumber(file.eras.count)} eras, ${file.eras.first} to ${file.eras.last}`;
  return (
    <Figures>
      <Figure term={DATA_TERMS.features} note="0…4 in int8">
        {formatNumber(version.features?.features.length ?? 0)}
      </Figure>
      <Figure term={DATA_TERMS.targets}>{formatNumber(version.targets.length)}</Figure>
      {train !== undefined && (
        <Figure term={DATA_TERMS.train} unit="rows" note={eras(train)}>
          {formatNumber(train.rows ?? 0)}
        </Figure>
      )}
      {validation !== undefined && (
        <Figure term={DATA_TERMS.validation} unit="rows" note={eras(validation)}>
          {formatNumber(validation.rows ?? 0)}
        </Figure>
      )}
      {live !== undefined && (
        <Figure term={DATA_TERMS.live} unit="rows" note="1 era">
          {formatNumber(live.rows ?? 0)}
        </Figure>
      )}
    </Figures>
  );
}
