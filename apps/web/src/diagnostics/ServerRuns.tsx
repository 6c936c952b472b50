import type { DiagnosticsFigures, OwnDiagnostics, OwnModel } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useOwnModels, useVisitor } from '../data/own.ts';
import { formatNumber, formatProgress } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { SignalsRun } from './SignalsRun.tsx';

const RUNNING_MS = 2_000;
const COLUMNS = [
  { key: 'validationCorrMean', text: 'CORR', places: 4 },
  { key: 'validationCorrSharpe', text: 'Sharpe', places: 2 },
  { key: 'validationMmcMean', text: 'MMC', places: 4 },
  { key: 'validationFeatureNeutralCorrMean', text: 'FNC', places: 4 },
  { key: 'validationTcMean', text: 'TC', places: 5 },
] as const satisfies readonly { key: keyof DiagnosticsFigures; text: string; places: number }[];

interface ServerRunsProps {
  /** Of the file above, to compare with. */
  readonly figures: DiagnosticsFigures | null;
}

/** Runs that were uploaded: they are recorded with the model, and other people's figures are rated against them. */
export function ServerRuns({ figures }: ServerRunsProps) {
  const visitor = useVisitor();
  return (
    <Section title="Runs on the server">
      <QueryView query={visitor}>
        {({ account }) =>
          account === null ? (
            <p className="muted">
              Diagnostics that a program uploads are recorded with the model.{' '}
              <Link to="/sign-in" search={{ to: '/diagnostics' }}>
                Sign in
              </Link>{' '}
              to see yours beside this file.
            </p>
          ) : (
            <OwnRuns figures={figures} />
          )
        }
      </QueryView>
    </Section>
  );
}

function OwnRuns({ figures }: ServerRunsProps) {
  const models = useOwnModels();
  const runs = useQuery({
    queryKey: ['own', 'diagnostics', ...(models.data ?? []).map(({ id }) => id)],
    enabled: models.data !== undefined,
    queryFn: async () => {
      const lists = await Promise.all((models.data ?? []).map(({ id }) => client.account.diagnostics(id)));
      return lists.flat().sort((a, b) => (a.insertedAt < b.insertedAt ? 1 : -1));
    },
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'pending' || status === 'running') ? RUNNING_MS : false,
  });
  return (
    <QueryView query={models}>
      {(known) => <QueryView query={runs}>{(list) => <Runs runs={list} models={known} figures={figures} />}</QueryView>}
    </QueryView>
  );
}

interface RunsProps extends ServerRunsProps {
  readonly runs: readonly OwnDiagnostics[];
  readonly models: readonly OwnModel[];
}

function Runs({ runs, models, figures }: RunsProps) {
  if (runs.length === 0) {
    return (
      <Empty>
        None of your models has a run. <code>robata diagnostics</code>, numerapi's <code>upload_diagnostics</code> or
        the R client record one.
      </Empty>
    );
  }
  const nameOf = (id: string | null): string => models.find((model) => model.id === id)?.name ?? '–';
  return (
    <>
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label="Recorded runs" tabIndex={0}>
        <table>
          <caption className="unseen">
            Your recorded runs, newest first{figures !== null && ', and how the file above differs'}
          </caption>
          <thead>
            <tr>
              <th scope="col" className="text">
                Model
              </th>
              <th scope="col" className="text">
                When
              </th>
              <th scope="col" className="text">
                State
              </th>
              {COLUMNS.map(({ key, text }) => (
                <th key={key} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <th scope="row" className="text row-header figure-name">
                  {nameOf(run.modelId)}
                </th>
                <td className="text">{formatTime(run.insertedAt)}</td>
                <td className="text run-state">{stateOf(run)}</td>
                {COLUMNS.map(({ key, places }) => (
                  <td key={key}>
                    <Compared value={run.report?.figures[key] ?? null} with={figures?.[key] ?? null} places={places} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {figures !== null && <p className="muted">In brackets: the file above less the run.</p>}
      {runs.map(
        ({ id, modelId, insertedAt, report }) =>
          report?.signals !== undefined && (
            <SignalsRun
              key={id}
              title={`${nameOf(modelId)}, ${formatTime(insertedAt)}`}
              report={report.signals}
              isOpen={id === runs.find((run) => run.report?.signals !== undefined)?.id}
            />
          ),
      )}
    </>
  );
}

function stateOf({ status, progress, message }: OwnDiagnostics): string {
  if (status === 'done') return message ?? 'done';
  if (status === 'failed') return `failed: ${message ?? ''}`;
  return status === 'pending' ? 'waits' : `runs, ${formatProgress(progress)}`;
}

interface ComparedProps {
  readonly value: number | null;
  readonly with: number | null;
  readonly places: number;
}

function Compared({ value, with: other, places }: ComparedProps) {
  if (value === null) return '–';
  return (
    <>
      {formatNumber(value, { places, signed: true })}
      {other !== null && <span className="error"> ({formatNumber(other - value, { places, signed: true })})</span>}
    </>
  );
}
