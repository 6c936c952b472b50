import type { OwnHoldings, OwnStake, StakeChangeInput } from '@robata/client';
import { Fragment, useState } from 'react';
import { Empty } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Field } from '../forms/Field.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { Review } from './Review.tsx';
import { RoundName } from './RoundName.tsx';
import { StakePreview } from './StakePreview.tsx';

type Own = OwnHoldings['models'][number];
type Release = OwnStake['pending'][number];

const keyOf = ({ releasedAfter, to }: Release): string => `${releasedAfter} ${to ?? ''}`;

interface Row {
  readonly release: Release;
  /** Where it goes, in words. */
  readonly into: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'amount',
    header: 'Amount',
    cell: ({ release }) => <ExactTokens amount={release.amount} />,
    isText: true,
    isRowHeader: true,
  },
  { key: 'into', header: 'Into', cell: ({ into }) => into, isText: true },
  {
    key: 'waits',
    header: 'Waits for rounds',
    cell: ({ release: { waitsFor } }) =>
      waitsFor.length === 0
        ? 'none: comes with the next release'
        : waitsFor.map((round, at) => (
            <Fragment key={round}>
              {at > 0 && ', '}
              <RoundName round={round} />
            </Fragment>
          )),
    isText: true,
  },
  {
    key: 'when',
    header: 'Planned for',
    cell: ({ release: { releasedAt, waitsFor } }) =>
      releasedAt === null ? (waitsFor.length === 0 ? '–' : 'not open yet') : formatTime(releasedAt),
    isText: true,
  },
  {
    key: 'cancel',
    header: 'Take back',
    cell: ({ release, into, isOpen, onToggle }) => (
      <button
        type="button"
        className="button"
        aria-expanded={isOpen}
        aria-label={`Take back the release of ${release.amount} into ${into}`}
        onClick={onToggle}
      >
        Take back …
      </button>
    ),
    isText: true,
  },
];

interface ReleasesProps {
  readonly own: Own;
  readonly holdings: OwnHoldings;
}

/** What leaves the stake, what it waits for, and the way back. */
export function Releases({ own, holdings }: ReleasesProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { pending } = own.stake;
  const nameOf = (id: string): string => holdings.models.find((model) => model.id === id)?.name ?? id;
  const rows = pending.map((release): Row => {
    const key = keyOf(release);
    const into = release.to === null ? 'the wallet' : `the stake of ${nameOf(release.to)}`;
    return { release, into, isOpen: chosen === key, onToggle: () => setChosen(chosen === key ? null : key) };
  });
  const open = pending.find((release) => keyOf(release) === chosen);
  return (
    <>
      {rows.length === 0 ? (
        <Empty>Nothing is on its way out.</Empty>
      ) : (
        <DataTable
          caption="Pending releases, soonest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ release }) => keyOf(release)}
        />
      )}
      {open !== undefined && <CancelRelease key={chosen} own={own} release={open} onDone={() => setChosen(null)} />}
    </>
  );
}

interface CancelReleaseProps {
  readonly own: Own;
  readonly release: Release;
  readonly onDone: () => void;
}

function CancelRelease({ own: { id, name }, release, onDone }: CancelReleaseProps) {
  const changed = useOwnChanged();
  const { releasedAfter: after, to, amount: most } = release;
  return (
    <div className="part">
      <p className="muted">
        It goes back into the stake of {name} and counts from the next close on. Until then it keeps its place: taken
        out again, it waits no longer than it would have.
      </p>
      <Review
        label={`Take back from the release of ${most}`}
        confirm="Take it back"
        onPreview={async ({ text }) => {
          const input: StakeChangeInput = {
            type: 'cancel_release',
            after,
            ...(to !== null && { to }),
            amount: text('amount').trim(),
          };
          return { input, preview: await client.account.previewStake(id, input) };
        }}
        onConfirm={async ({ input }, idempotencyKey) => {
          await client.account.changeStake(id, input, { idempotencyKey });
          await changed();
          onDone();
        }}
        done={() => 'It is in the stake again.'}
        fields={
          <Field
            name="amount"
            label="Amount to take back"
            inputMode="decimal"
            autoComplete="off"
            maxLength={60}
            defaultValue={most}
          />
        }
      >
        {({ preview }) => <StakePreview preview={preview} model={name} target={null} />}
      </Review>
    </div>
  );
}
