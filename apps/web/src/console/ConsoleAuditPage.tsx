import type { OperatorAct } from '@robata/client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useAudit } from './consoleQueries.ts';
import { type AuditSearch, auditSearch } from './consoleSearch.ts';
import { FilterSelect } from './FilterSelect.tsx';

const FROM = '/console/audit';
const PAGE = 100;

const COLUMNS: readonly Column<OperatorAct>[] = [
  { key: 'at', header: 'When', cell: ({ at }) => formatTime(at), isText: true, isRowHeader: true },
  { key: 'actor', header: 'Who', cell: ({ actor }) => actor, isText: true },
  { key: 'action', header: 'Did what', cell: ({ action }) => <code>{action}</code>, isText: true },
  {
    key: 'subject',
    header: 'To what',
    cell: ({ subject }) => <span className="wrapped">{subject}</span>,
    isText: true,
  },
  { key: 'details', header: 'Details', cell: ({ details }) => <Details details={details} />, isText: true },
];

function Details({ details }: Pick<OperatorAct, 'details'>) {
  const shown = Object.entries(details).filter(([, value]) => value !== null);
  return (
    <span className="wrapped wrapped-wide">
      {shown.map(([name, value]) => (
        <span key={name} className="detail">
          <span className="muted">{name}</span> {typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </span>
  );
}

/** What operators did, for ever. */
export function ConsoleAuditPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  const go = (change: { readonly [K in keyof AuditSearch]?: AuditSearch[K] | undefined }): void =>
    void navigate({
      to: '.',
      search: (now: AuditSearch) => auditSearch({ ...now, before: undefined, ...change }),
      replace: true,
      resetScroll: false,
    });
  const query = useAudit({ ...search, limit: PAGE });
  return (
    <>
      <PageHead title="Audit log">
        <p>
          What operators did, in the console, with keys and at the shell. The database refuses to change or remove any
          of it; secrets are never in it.
        </p>
      </PageHead>
      <div className="controls">
        <FilterField
          initial={search.search ?? ''}
          placeholder="subject or details"
          onChange={(text) => go({ search: text === '' ? undefined : text })}
        />
        <FilterSelect
          label="Action"
          options={query.data?.actions ?? (search.action === undefined ? [] : [search.action])}
          value={search.action}
          onChange={(action) => go({ action })}
        />
        {search.actor !== undefined && (
          <button type="button" className="button" onClick={() => go({ actor: undefined })}>
            By {search.actor} only: show everybody
          </button>
        )}
      </div>
      <QueryView query={query}>
        {({ acts, before }) =>
          acts.length === 0 ? (
            <Empty>No act is like that.</Empty>
          ) : (
            <>
              <DataTable
                caption="What operators did, newest first"
                columns={COLUMNS}
                rows={acts}
                rowKey={({ id }) => id}
              />
              <p className="pager">
                {search.before !== undefined && (
                  <button type="button" className="button" onClick={() => go({})}>
                    Newest
                  </button>
                )}
                {before !== null && (
                  <button type="button" className="button" onClick={() => go({ before })}>
                    Older
                  </button>
                )}
              </p>
            </>
          )
        }
      </QueryView>
    </>
  );
}
