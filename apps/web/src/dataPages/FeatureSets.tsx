import type { DataFeature, DataVersion } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { FilterField } from '../components/FilterField.tsx';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import type { Sorting } from '../table/sorting.ts';
import { DATA_TERMS } from './dataTerms.ts';
import { type DataSearch, dataSearch } from '../search.ts';

const SETS = ['small', 'medium', 'all'] as const;
type SetName = (typeof SETS)[number];

/** The recipe by which a feature comes into a set (finance-defaults §5; `featureCatalogue`). */
const RECIPES: Readonly<Record<SetName, string>> = {
  small: '20 raw features, one or two of each main family: enough to learn with. The list stands in features.json.',
  medium: 'Every raw feature that these data can give. FNC is neutral to this set.',
  all: 'The raw ones and, where sectors are known, each once more relative to its sector.',
};

const COLUMNS: readonly Column<DataFeature>[] = [
  {
    key: 'name',
    header: 'Feature',
    value: ({ name }) => name,
    cell: ({ name }) => <code>{name}</code>,
    isText: true,
    isRowHeader: true,
  },
  { key: 'sets', header: 'Smallest set', value: ({ sets }) => sets.length, cell: ({ sets }) => sets[0], isText: true },
  {
    key: 'missing',
    header: 'Missing',
    term: DATA_TERMS.missingShare,
    value: ({ missingShare }) => missingShare,
    cell: ({ missingShare }) => <Percent share={missingShare} />,
  },
  {
    key: 'corr',
    header: 'CORR',
    term: DATA_TERMS.featureCorr,
    value: ({ corr }) => corr,
    cell: ({ corr, missingShare }) =>
      corr === null ? <TooFew missingShare={missingShare} /> : formatNumber(corr, { places: 4, signed: true }),
  },
  {
    key: 'sharpe',
    header: 'Sharpe',
    term: DATA_TERMS.featureSharpe,
    value: ({ corrSharpe }) => corrSharpe,
    cell: ({ corrSharpe, missingShare }) =>
      corrSharpe === null ? (
        <TooFew missingShare={missingShare} />
      ) : (
        formatNumber(corrSharpe, { places: 2, signed: true })
      ),
  },
];

/** A release without statistics does not know; one with them had too little to say it from. */
const TooFew = ({ missingShare }: Pick<DataFeature, 'missingShare'>) =>
  missingShare === null ? <Missing /> : <span className="muted">too few values</span>;

const RECIPE_COLUMNS: readonly Column<DataFeature>[] = [
  {
    key: 'recipe',
    header: 'What it is',
    value: ({ recipe }) => recipe?.name ?? '',
    cell: ({ recipe }) => (
      <span className="message">
        <strong>{recipe?.name}</strong> ({recipe?.family}). {recipe?.formula}
      </span>
    ),
    isText: true,
  },
];

const route = getRouteApi('/data');

/** Which features there are, in which sets, and how they were made. */
export function FeatureSets({ version: { features } }: { readonly version: DataVersion }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [sorting, setSorting] = useState<Sorting>({ key: 'name', isDescending: false });
  if (features === null) {
    return (
      <Section title="Feature sets">
        <Empty>This version has no features.json.</Empty>
      </Section>
    );
  }
  const set = SETS.find((name) => name === search.set) ?? 'small';
  const wanted = (search.filter ?? '').toLowerCase();
  const rows = features.features.filter(
    ({ name, sets, recipe }) =>
      sets.includes(set) &&
      `${name} ${recipe?.name} ${recipe?.family} ${recipe?.formula}`.toLowerCase().includes(wanted),
  );
  const options = features.sets.map(({ name, features: count }) => ({ value: name, text: `${name} · ${count}` }));
  return (
    <Section title="Feature sets">
      <dl className="definitions">
        {features.sets.map(({ name, features: count }) => (
          <div key={name}>
            <dt>
              {name} <span className="muted">· {count} features</span>
            </dt>
            <dd>{RECIPES[name]}</dd>
          </div>
        ))}
      </dl>
      <div className="controls">
        <Choice
          label="Feature set"
          options={options}
          value={set}
          onChange={(value) =>
            void navigate({
              to: '.',
              search: (now: DataSearch) => ({ ...now, set: value }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <FilterField
          initial={search.filter ?? ''}
          placeholder={features.areRecipesPublished ? 'name, family or formula' : 'name'}
          onChange={(text) =>
            void navigate({
              to: '.',
              search: (now: DataSearch) => dataSearch({ ...now, filter: text }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <span className="table-count" role="status">
          {formatNumber(rows.length)} shown
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty>No feature of this set has that in its name{features.areRecipesPublished ? ' or recipe' : ''}.</Empty>
      ) : (
        <DataTable
          caption={`Features of the ${set} set`}
          columns={features.areRecipesPublished ? [...COLUMNS, ...RECIPE_COLUMNS] : COLUMNS}
          rows={rows}
          rowKey={({ name }) => name}
          sorting={sorting}
          onSort={setSorting}
          pageRows={25}
        />
      )}
      {!features.areRecipesPublished && (
        <p className="muted">The operator keeps to himself what the features are: their names are obfuscated.</p>
      )}
      {features.missing.length > 0 && (
        <details>
          <summary>{formatNumber(features.missing.length)} features that these data cannot give</summary>
          <ul className="chips">
            {features.missing.map(({ name, needs }) => (
              <li key={name}>
                {name} <span className="muted">(needs {needs.join(', ')})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}
