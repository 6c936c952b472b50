import type { Rehearsal } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useConfigurationChanged, useRehearsal } from './configurationQueries.ts';
import { type RehearsalRow, rehearsalRows } from './rehearsalRows.ts';

const COLUMNS: readonly Column<RehearsalRow>[] = [
  {
    key: 'name',
    header: 'Figure',
    cell: (row) => (
      <>
        <Explained term={row} /> <span className="muted">{row.group}</span>
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'before', header: 'Rules of now', cell: ({ before }) => before },
  { key: 'after', header: 'Proposed', cell: ({ after }) => after },
  { key: 'difference', header: 'Difference', cell: ({ difference }) => difference ?? 'none' },
];

/** A proposal tried out by two seasons that differ in nothing else. */
export function RehearsalPart({ hash }: { readonly hash: string }) {
  return (
    <Section title="Rehearsal">
      <p>
        Two small seasons on the same generated market, with the same participants and the same seed: one with the rules
        of now, one with the proposed ones. They are played beside the tournament, which knows nothing of them. What a
        few generated rounds show is a hint, not a proof.
      </p>
      <QueryView query={useRehearsal()}>{(rehearsal) => <State hash={hash} rehearsal={rehearsal} />}</QueryView>
    </Section>
  );
}

function State({ hash, rehearsal }: { readonly hash: string; readonly rehearsal: Rehearsal | null }) {
  if (rehearsal?.state === 'running') return <Running rehearsal={rehearsal} isOfAnother={rehearsal.hash !== hash} />;
  const mine = rehearsal?.hash === hash ? rehearsal : null;
  return (
    <>
      {mine !== null && <Ended rehearsal={mine} />}
      <Begin hash={hash} />
    </>
  );
}

function Begin({ hash }: { readonly hash: string }) {
  const changed = useConfigurationChanged();
  return (
    <Form
      label="Rehearse the proposal"
      button="Rehearse it"
      onSubmit={async ({ text }) => {
        const number = (name: string): number => Number(text(name));
        await client.configuration.rehearse(hash, {
          rounds: number('rounds'),
          models: number('models'),
          universe: number('universe'),
          seed: number('seed'),
        });
        await changed();
      }}
    >
      <div className="rehearsal-size">
        <Field name="rounds" label="Rounds" defaultValue="8" inputMode="numeric" maxLength={2} hint="2 to 26" />
        <Field name="models" label="Participants" defaultValue="8" inputMode="numeric" maxLength={2} hint="2 to 14" />
        <Field name="universe" label="Stocks" defaultValue="150" inputMode="numeric" maxLength={3} hint="80 to 400" />
        <Field name="seed" label="Seed" defaultValue="1" inputMode="numeric" maxLength={10} hint="of the market" />
      </div>
    </Form>
  );
}

function Running({ rehearsal, isOfAnother }: { readonly rehearsal: Rehearsal; readonly isOfAnother: boolean }) {
  const changed = useConfigurationChanged();
  return (
    <div className="stack" role="status">
      <p className="notice notice-live">
        {isOfAnother ? 'A rehearsal of another proposal is played. ' : ''}
        {rehearsal.sentence} Begun {formatTime(rehearsal.startedAt)} by {rehearsal.by}.
      </p>
      <Act
        onAct={async () => {
          await client.configuration.cancelRehearsal();
          await changed();
        }}
      >
        Cancel the rehearsal
      </Act>
    </div>
  );
}

function Ended({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { state, sentence, size, present, proposed, endedAt } = rehearsal;
  if (state !== 'done' || present === null || proposed === null) {
    return <p className="notice notice-error">The last rehearsal has no figures. {sentence}</p>;
  }
  return (
    <>
      <p className="muted">
        {size.rounds} rounds, {size.models} participants, {size.universe} stocks, seed {size.seed}
        {endedAt !== null && `; ended ${formatTime(endedAt)}`}.
      </p>
      <DataTable
        caption="The season with the rules of now and with the proposed ones"
        columns={COLUMNS}
        rows={rehearsalRows(present, proposed)}
        rowKey={({ name }) => name}
        isMarked={({ difference }) => difference !== null}
      />
    </>
  );
}
