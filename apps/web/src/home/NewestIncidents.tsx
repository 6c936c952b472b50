import type { TournamentNews } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Empty } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';

/** On the first page the beginning of a hash is enough; the page of incidents has the whole. */
const shortHashes = (message: string): string => message.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');

interface NewestIncidentsProps {
  readonly incidents: TournamentNews['incidents'];
  readonly total: number;
}

/** What went wrong last in data and rounds. */
export function NewestIncidents({ incidents, total }: NewestIncidentsProps) {
  return (
    <Section
      title="Newest incidents"
      aside={total > 0 && <Link to="/incidents">{total === 1 ? 'The one' : `All ${formatNumber(total)}`}</Link>}
    >
      {incidents.length === 0 ? (
        <Empty>No incidents were recorded.</Empty>
      ) : (
        <ul className="news">
          {incidents.map(({ severity, message, day, round, rule }) => (
            <li key={`${rule} ${day} ${round} ${message}`}>
              <span className={`badge severity-${severity}`}>{severity}</span> {shortHashes(message)}{' '}
              <span className="muted">
                {day}
                {day !== null && round !== null && ', '}
                {round !== null && (
                  <>
                    round <RoundLink number={round} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
