import type { SignalsPage } from '@robata/client';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { useSignals } from '../data/models.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { saveText } from '../format/saveText.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { limitName } from '../terms/limitName.ts';

type Published = NonNullable<SignalsPage['neutralizers']>;
type Neutralizer = Published['manifest']['neutralizers'][number];

const COLUMNS: readonly Column<Neutralizer>[] = [
  { key: 'name', header: 'Neutralizer', cell: ({ name }) => limitName(name), isText: true, isRowHeader: true },
  { key: 'kind', header: 'Kind', cell: ({ kind }) => kind, isText: true },
  { key: 'made', header: 'How it is made', cell: ({ made }) => <span className="message">{made}</span>, isText: true },
  {
    key: 'recipes',
    header: 'Starts from',
    term: {
      name: 'Starts from',
      says: 'The raw characteristic, by its recipe; where history is short, the next one.',
    },
    cell: ({ recipes }) => (recipes.length === 0 ? '–' : recipes.join(', else ')),
    isText: true,
  },
  {
    key: 'orthogonal',
    header: 'Without',
    term: { name: 'Without', says: 'Styles that are taken out of it first.' },
    cell: ({ orthogonalTo }) => (orthogonalTo.length === 0 ? '–' : orthogonalTo.map(limitName).join(', ')),
    isText: true,
  },
];

/** What signals are made neutral to, with its version: nothing of it is a secret. Nothing at all where there is no Signals part. */
export function Neutralizers() {
  return (
    <QueryView query={useSignals()}>
      {({ neutralizers }) => (neutralizers === null ? null : <Shown published={neutralizers} />)}
    </QueryView>
  );
}

function Shown({ published: { round, eraDay, hash, manifest } }: { readonly published: Published }) {
  const save = (): void => saveText(`neutralizers-${round}.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  return (
    <Section
      title="What signals are neutral to"
      aside={
        <button type="button" className="link" onClick={save}>
          Save the manifest
        </button>
      }
    >
      <p>
        Version {formatNumber(manifest.version)}, as of round <RoundLink number={round} /> (era of {eraDay}): what these{' '}
        {formatNumber(manifest.neutralizers.length)} columns explain of a signal is taken out before it enters the meta
        model. They are the risk model’s own exposures; their names are committed to when a round closes, and their
        values stand in its portfolio problem. SHA-256 of the manifest: <code className="hash">{hash}</code>
      </p>
      {manifest.neutralizers.length === 0 ? (
        <Empty>The risk model has no factors yet.</Empty>
      ) : (
        <DataTable
          caption="Neutralizers"
          columns={COLUMNS}
          rows={manifest.neutralizers}
          rowKey={({ name }) => name}
          pageRows={12}
        />
      )}
      <h3>How they are used</h3>
      <ul className="plain-list">
        {manifest.use.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        <li>Sample weights: {manifest.sampleWeights}.</li>
      </ul>
    </Section>
  );
}
