import type { HealthView, JobView, ProcessView } from '@robata/client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useHealth, useJobs } from './consoleQueries.ts';
import { JOB_STATES, type JobsSearch, jobsSearch } from './consoleSearch.ts';
import { Decide } from './Decide.tsx';
import { FilterSelect } from './FilterSelect.tsx';

const LISTED = 200;
const SILENT_MS = 60_000;
const FROM = '/console/jobs';

/** What is done in the background, by whom, and what of it failed. */
export function ConsoleJobsPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  const kinds = useHealth().data?.figures.jobs.map(({ kind }) => kind) ?? [];
  return (
    <>
      <PageHead title="Jobs">
        <p>
          What is done in the background: rounds, submissions, webhooks, mail. A job that failed tries again by itself
          until its attempts are used up.
        </p>
      </PageHead>
      <Section title="Queues">
        <Queues />
      </Section>
      <Section
        title="Jobs"
        aside={
          <div className="controls">
            <FilterSelect
              label="State"
              options={JOB_STATES}
              value={search.state}
              onChange={(state) =>
                void navigate({
                  to: '.',
                  search: (now: JobsSearch) => jobsSearch({ ...now, state }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
            <FilterSelect
              label="Kind"
              options={[...new Set([...kinds, ...(search.kind === undefined ? [] : [search.kind])])]}
              value={search.kind}
              onChange={(kind) =>
                void navigate({
                  to: '.',
                  search: (now: JobsSearch) => jobsSearch({ ...now, kind }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          </div>
        }
      >
        <QueryView query={useJobs({ ...search, limit: LISTED })}>
          {(jobs) =>
            jobs.length === 0 ? (
              <Empty>No job is like that.</Empty>
            ) : (
              <DataTable
                caption="Jobs, newest first"
                columns={COLUMNS}
                rows={jobs}
                rowKey={({ id }) => id}
                pageRows={50}
              />
            )
          }
        </QueryView>
      </Section>
      <Section title="Processes">
        <QueryView query={useHealth()}>{(health) => <Processes health={health} />}</QueryView>
      </Section>
    </>
  );
}

const BADGES: Readonly<Record<JobView['state'], string>> = {
  waiting: '',
  running: 'state-scoring',
  retrying: 'badge-warning',
  done: 'badge-good',
  failed: 'badge-bad',
  cancelled: '',
};

const COLUMNS: readonly Column<JobView>[] = [
  {
    key: 'kind',
    header: 'Kind',
    cell: ({ kind, payload }) => (
      <>
        {kind} <span className="muted">{aboutOf(payload)}</span>
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <span className={`badge ${BADGES[state]}`}>{state}</span>,
    isText: true,
  },
  { key: 'retry', header: 'Act', cell: (job) => <Retry job={job} />, isText: true },
  {
    key: 'reason',
    header: 'Why',
    cell: ({ reason, position }) => (
      <span className="message">
        {reason ?? (position === null ? '' : position === 0 ? 'next' : `${position} before it`)}
      </span>
    ),
    isText: true,
  },
  { key: 'attempt', header: 'Attempt', cell: ({ attempt, attempts }) => `${attempt} of ${attempts}` },
  { key: 'made', header: 'Made', cell: ({ createdAt }) => formatTime(createdAt), isText: true },
  {
    key: 'when',
    header: 'Begins or ended',
    cell: ({ completedAt, startedAt, startsAt }) => formatTime(completedAt ?? startedAt ?? startsAt),
    isText: true,
  },
  {
    key: 'heartbeat',
    header: 'Heartbeat',
    cell: ({ heartbeatAt, state }) => (state === 'running' && heartbeatAt !== null ? formatTime(heartbeatAt) : '–'),
    isText: true,
  },
];

const aboutOf = (payload: JobView['payload']): string =>
  Object.entries(payload)
    // Steps that are of no scoring day.
    .filter(([name, value]) => name !== 'day' || value !== 0)
    .map(([name, value]) => `${name} ${String(value).slice(0, 12)}`)
    .join(', ');

function Retry({ job: { id, kind, state, reason } }: { readonly job: JobView }) {
  if (state !== 'failed' && state !== 'cancelled') return null;
  return (
    <Decide
      button="Try again …"
      label={`Try the job ${kind} again`}
      title={`Try this job (${kind}) again?`}
      what={
        <>
          <p>It begins anew with all its attempts. Jobs bear repetition: what was done already is not done twice.</p>
          {reason !== null && <p className="message muted">It failed last because: {reason}</p>}
        </>
      }
      confirm="Try it again"
      onAct={async () => {
        await client.operator.retryJob(id);
        return `The job ${kind} waits to be tried again.`;
      }}
    />
  );
}

interface Queue {
  readonly kind: string;
  readonly counts: ReadonlyMap<string, number>;
}

const QUEUES: readonly Column<Queue>[] = [
  { key: 'kind', header: 'Queue', cell: ({ kind }) => kind, isText: true, isRowHeader: true },
  ...JOB_STATES.map((state): Column<Queue> => {
    return { key: state, header: state, cell: ({ counts }) => counts.get(state) ?? 0 };
  }),
];

function Queues() {
  return (
    <QueryView query={useHealth()}>
      {({ figures }) => {
        const kinds = [...Map.groupBy(figures.jobs, ({ kind }) => kind)];
        if (kinds.length === 0) return <Empty>No job was ever made.</Empty>;
        const rows = kinds.map(([kind, list]) => ({
          kind,
          counts: new Map(list.map(({ state, count }) => [state as string, count])),
        }));
        return (
          <DataTable
            caption="Jobs by queue and state, of the last 14 days"
            columns={QUEUES}
            rows={rows}
            rowKey={({ kind }) => kind}
          />
        );
      }}
    </QueryView>
  );
}

const processColumns = (now: string): readonly Column<ProcessView>[] => [
  { key: 'kind', header: 'Process', cell: ({ kind }) => kind, isText: true, isRowHeader: true },
  { key: 'where', header: 'Machine', cell: ({ host, pid }) => `${host}, process ${pid}`, isText: true },
  { key: 'since', header: 'Since', cell: ({ startedAt }) => formatTime(startedAt), isText: true },
  {
    key: 'beat',
    header: 'Last heartbeat',
    cell: ({ heartbeatAt }) =>
      Date.parse(now) - Date.parse(heartbeatAt) > SILENT_MS ? (
        <>
          <span className="badge badge-bad">silent</span> {formatTime(heartbeatAt)}
        </>
      ) : (
        <>
          <span className="badge badge-good">alive</span> {formatTime(heartbeatAt)}
        </>
      ),
    isText: true,
  },
];

function Processes({ health: { processes, now } }: { readonly health: HealthView }) {
  if (processes.length === 0) return <Empty>No process has told that it is alive yet.</Empty>;
  return (
    <>
      <p className="muted">
        Each says every 15 seconds that it is alive; one that has been silent for a minute has died or lost the
        database.
      </p>
      <DataTable
        caption="Processes that work on the tournament"
        columns={processColumns(now)}
        rows={processes}
        rowKey={({ id }) => id}
      />
    </>
  );
}
