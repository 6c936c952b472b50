import { formatNumber } from '../format/formatNumber.ts';

interface RoundIncidentsProps {
  /** Newest first, each a sentence. */
  readonly incidents: readonly string[];
  /** Those of them that say why a step was put off. */
  readonly postponements: readonly string[];
}

/** What happened to a round. Why its steps were put off is said once, by the newest of these; the earlier ones are there for who wants them. */
export function RoundIncidents({ incidents, postponements }: RoundIncidentsProps) {
  const put = new Set(postponements);
  // The same again says nothing new.
  const others = [...new Set(incidents)].filter((message) => !put.has(message));
  const [latest, ...earlier] = put;
  if (latest === undefined && others.length === 0) return null;
  return (
    <ul className="notice">
      {latest !== undefined && (
        <li>
          {latest}
          {earlier.length > 0 && (
            <details className="earlier-incidents">
              <summary>
                {formatNumber(earlier.length)} earlier {earlier.length === 1 ? 'postponement' : 'postponements'}
              </summary>
              <ul>
                {earlier.map((message) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            </details>
          )}
        </li>
      )}
      {others.map((message) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  );
}
