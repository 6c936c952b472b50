import type { IncidentView } from '@robata/client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { INCIDENT_STATES, SEVERITIES, type IncidentsSearch, incidentsSearch } from './consoleSearch.ts';
import { useConsoleIncidents } from './consoleQueries.ts';
import { Decide } from './Decide.tsx';
import { FeedPart } from './FeedPart.tsx';
import { FilterSelect } from './FilterSelect.tsx';
import { SelectField } from './SelectField.tsx';

const FROM = '/console/incidents';
const PAGE = 50;

/** What went wrong, what was decided about it, and what an operator publishes itself. */
export function ConsoleIncidentsPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate();
  const go = (change: { readonly [K in keyof IncidentsSearch]?: IncidentsSearch[K] | undefined }): void =>
    void navigate({
      to: '.',
      search: (now: IncidentsSearch) => incidentsSearch({ ...now, before: undefined, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <PageHead title="Incidents">
        <p>
          The record is published and never changes. What you decide about it stands beside it, for operators alone,
          with your name.
        </p>
      </PageHead>
      <FeedPart />
      <div className="controls">
        <FilterField
          initial={search.search ?? ''}
          placeholder="message or rule"
          onChange={(text) => go({ search: text === '' ? undefined : text })}
        />
        <FilterSelect
          label="State"
          options={INCIDENT_STATES}
          value={search.state}
          onChange={(state) => go({ state })}
        />
        <FilterSelect
          label="Severity"
          options={SEVERITIES}
          value={search.severity}
          onChange={(severity) => go({ severity })}
        />
        <Publish />
      </div>
      <QueryView query={useConsoleIncidents({ ...search, limit: PAGE })}>
        {({ incidents, total }) =>
          incidents.length === 0 ? (
            <Empty>No incident is like that.</Empty>
          ) : (
            <Section title={`${formatNumber(total)} ${total === 1 ? 'incident' : 'incidents'}, newest first`}>
              <ol className="feed">
                {incidents.map((incident) => (
                  <Incident key={incident.id} incident={incident} />
                ))}
              </ol>
              <p className="pager">
                {search.before !== undefined && (
                  <button type="button" className="button" onClick={() => go({})}>
                    Newest
                  </button>
                )}
                {incidents.length === PAGE && (
                  <button type="button" className="button" onClick={() => go({ before: incidents.at(-1)?.id })}>
                    Older
                  </button>
                )}
              </p>
            </Section>
          )
        }
      </QueryView>
    </>
  );
}

const WORDS = { close: 'closed it', reopen: 'opened it again', note: 'noted' } as const;

function Incident({ incident }: { readonly incident: IncidentView }) {
  const { severity, rule, day, round, rows, message, isOpen, decisions } = incident;
  return (
    <li className={isOpen ? 'unread' : undefined}>
      <p className="feed-head">
        <span className={`badge severity-${severity}`}>{severity}</span>
        {severity !== 'info' && <span className="badge">{isOpen ? 'open' : 'closed'}</span>}
        <code>{rule}</code>
        {day !== null && <span className="figures">{day}</span>}
        {round !== null && (
          <span>
            round <RoundLink number={round} />
          </span>
        )}
        {rows > 1 && <span>{formatNumber(rows)} rows</span>}
      </p>
      <p>{message}</p>
      {decisions.map(({ at, by, kind, note }) => (
        <p key={`${at}${note}`} className="decision">
          <strong>{by}</strong> {WORDS[kind]} at {formatTime(at)}: {note}
        </p>
      ))}
      <DecideIncident incident={incident} />
    </li>
  );
}

function DecideIncident({ incident: { id, isOpen, severity, message } }: { readonly incident: IncidentView }) {
  const decide = (kind: 'close' | 'reopen' | 'note') => async (values: { text(name: string): string }) => {
    await client.operator.decideIncident(id, { kind, note: values.text('note') });
    return { close: 'The incident is closed.', reopen: 'The incident is open again.', note: 'Your note is kept.' }[
      kind
    ];
  };
  const note = <Field name="note" label="What you found or decided" autoComplete="off" maxLength={1000} />;
  const what = <p className="message">{message}</p>;
  return (
    <p className="acts">
      {severity !== 'info' && (
        <Decide
          button={isOpen ? 'Close …' : 'Open again …'}
          label={`${isOpen ? 'Close' : 'Open again'} incident ${id}`}
          title={isOpen ? 'Close this incident?' : 'Open this incident again?'}
          what={what}
          confirm={isOpen ? 'Close it' : 'Open it again'}
          onAct={decide(isOpen ? 'close' : 'reopen')}
        >
          {note}
        </Decide>
      )}
      <Decide
        button="Note …"
        label={`Note something about incident ${id}`}
        title="Note something about this incident"
        what={what}
        confirm="Keep the note"
        onAct={decide('note')}
      >
        {note}
      </Decide>
    </p>
  );
}

function Publish() {
  return (
    <Decide
      button="Publish an incident …"
      title="Publish an incident?"
      what={<p>Everybody reads it, on the page Incidents and in the API. It cannot be taken back.</p>}
      confirm="Publish it"
      onAct={async ({ text }) => {
        const round = text('round').trim();
        await client.operator.publishIncident({
          severity: text('severity') as IncidentView['severity'],
          message: text('message'),
          ...(round === '' ? {} : { round: Number(round) }),
        });
        return 'The incident is published.';
      }}
    >
      <SelectField
        name="severity"
        label="Severity"
        initial="warning"
        options={[
          { value: 'info', text: 'info: nobody has to do anything' },
          { value: 'warning', text: 'warning: scores or data may be affected' },
          { value: 'error', text: 'error: something is wrong, operators are told' },
        ]}
      />
      <Field name="message" label="What happened, and what is done about it" autoComplete="off" maxLength={1000} />
      <Field
        name="round"
        label="Round (where it is about one)"
        required={false}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
      />
    </Decide>
  );
}
