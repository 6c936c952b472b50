import type { OwnModel, OwnSubmission } from '@robata/client';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { client } from '../data/client.ts';
import { useOwnChanged, useOwnSubmissions } from '../data/own.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { Act } from '../forms/Act.tsx';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import type { SubmitSearch } from '../search.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { FATE, SENT } from './submissionColumns.tsx';

const COLUMNS: readonly Column<OwnSubmission>[] = [
  SENT,
  { key: 'model', header: 'Model', cell: ({ modelName }) => modelName ?? '–', isText: true, isRowHeader: true },
  ...FATE,
  { key: 'rows', header: 'Rows', cell: (submission) => <Rows submission={submission} />, isText: true },
  { key: 'note', header: 'Note', cell: (submission) => <Note submission={submission} />, isText: true },
  {
    key: 'file',
    header: 'File',
    cell: ({ id, filename }) => (
      <Act
        label={`Download ${filename}`}
        onAct={async () => location.assign((await client.account.submissionFile(id)).url)}
      >
        {filename}
      </Act>
    ),
    isText: true,
  },
];

const route = getRouteApi('/submit');

/** One's own submissions, newest first, with what became of them; of one model where the address names it. */
export function SubmissionHistory({ models }: { readonly models: readonly OwnModel[] }) {
  const { model }: SubmitSearch = route.useSearch();
  const navigate = useNavigate();
  const chosen = models.find(({ name }) => name === model);
  return (
    <>
      {models.length > 1 && (
        <label className="filter">
          <span>Of the model</span>
          <select
            value={chosen?.name ?? ''}
            onChange={({ target }) =>
              void navigate({
                to: '/submit',
                search: target.value === '' ? {} : { model: target.value },
                resetScroll: false,
              })
            }
          >
            <option value="">all</option>
            {models.map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <History {...(chosen !== undefined && { of: chosen })} />
    </>
  );
}

function History({ of }: { readonly of?: OwnModel }) {
  return (
    <QueryView query={useOwnSubmissions(of?.id)}>
      {(submissions) =>
        submissions.length === 0 ? (
          <Empty>{of === undefined ? 'Nothing was submitted yet.' : `${of.name} has not submitted yet.`}</Empty>
        ) : (
          <DataTable
            caption="Submissions, newest first"
            columns={COLUMNS}
            rows={submissions}
            rowKey={({ id }) => id}
            pageRows={20}
          />
        )
      }
    </QueryView>
  );
}

/** Of a Signals file how many rows count, with the answer to those that do not. */
function Rows({ submission: { id, filename, report } }: { readonly submission: OwnSubmission }) {
  if (report === null) return '–';
  const { rows, totals } = report;
  const unused = rows - totals.used;
  return (
    <>
      <span className="figures">
        {formatNumber(totals.used)} of {formatNumber(rows)}
      </span>
      {unused > 0 && (
        <>
          {' '}
          <a
            href={`/api/account/submissions/${id}/rows?format=csv`}
            download
            aria-label={`Why rows of ${filename} do not count`}
          >
            {formatNumber(unused)} not: why
          </a>
        </>
      )}
    </>
  );
}

/** A private note, which a press lets change. */
function Note({ submission: { id, note, filename } }: { readonly submission: OwnSubmission }) {
  const [isOpen, setOpen] = useState(false);
  const changed = useOwnChanged();
  if (!isOpen) {
    return (
      <button type="button" className="link note" onClick={() => setOpen(true)}>
        {note === '' ? 'add one' : note}
        <span className="unseen"> (note of {filename})</span>
      </button>
    );
  }
  return (
    <Form
      label={`Note of ${filename}`}
      button="Save"
      isInline
      onSubmit={async ({ text }) => {
        await client.account.setNote(id, text('note'));
        await changed();
        setOpen(false);
      }}
    >
      <Field name="note" label="Note, for you alone" defaultValue={note} maxLength={2000} required={false} autoFocus />
    </Form>
  );
}
