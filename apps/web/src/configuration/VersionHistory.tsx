import type { ConfigurationPage, ShownVersion } from '@robata/client';
import { RoundLink } from '../components/RoundLink.tsx';
import { formatTime } from '../format/formatTime.ts';
import { RuleDiff } from './RuleDiff.tsx';

/** Every version, newest first, with what it changed. */
export function VersionHistory({ page: { versions, inForce } }: { readonly page: ConfigurationPage }) {
  return (
    <ol className="versions" reversed>
      {versions.map((version) => (
        <li key={version.version} id={`version-${version.version}`}>
          <div className="version-head">
            <h3>Version {version.version}</h3>
            <VersionState version={version} inForce={inForce} />
          </div>
          <p>
            <span className="muted">
              <Rounds version={version} inForce={inForce} />
              {version.time !== null && `, adopted ${formatTime(version.time)}`}
              {version.author !== null && ` by ${version.author}`}.
            </span>{' '}
            {version.reason}
          </p>
          {version.changes.length > 0 && (
            <RuleDiff changes={version.changes} caption={`What version ${version.version} changed`} />
          )}
        </li>
      ))}
    </ol>
  );
}

interface OfVersion {
  readonly version: ShownVersion;
  readonly inForce: number;
}

function VersionState({ version: { version, effectiveFromRound, lastRound }, inForce }: OfVersion) {
  if (version === inForce) return <span className="badge badge-good">in force</span>;
  if (lastRound !== null && lastRound < effectiveFromRound)
    return <span className="badge">replaced before it began</span>;
  if (version > inForce) return <span className="badge badge-warning">from round {effectiveFromRound} on</span>;
  return <span className="badge">past</span>;
}

/** Rounds that are there are linked, those to come only named. */
function Rounds({ version: { version, effectiveFromRound, lastRound }, inForce }: OfVersion) {
  if (version > inForce) return <>Round {effectiveFromRound} and later</>;
  if (lastRound === null || version === inForce) {
    return (
      <>
        From the opening of round {effectiveFromRound} on{lastRound !== null && ` to round ${lastRound}`}
      </>
    );
  }
  return (
    <>
      Rounds <RoundLink number={effectiveFromRound} /> to <RoundLink number={lastRound} />
    </>
  );
}
