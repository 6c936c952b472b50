import type { DataVersion } from '@robata/client';
import { Section } from '../components/Section.tsx';

/** What each version changed, newest first, and which ones go. */
export function ChangeLog({ version: { changes } }: { readonly version: DataVersion }) {
  if (changes.length === 0) return null;
  return (
    <Section title="Change log">
      <p>
        A minor version adds columns and changes none; a major one has other features. A version that goes is deprecated
        here before it is no longer accepted.
      </p>
      <dl className="definitions">
        {changes.toReversed().map(({ version, changes: lines, deprecated }) => (
          <div key={version}>
            <dt>
              {version} {deprecated !== undefined && <span className="badge badge-warning">deprecated</span>}
            </dt>
            <dd>
              {deprecated !== undefined && (
                <p>
                  {deprecated.sentence} Use {deprecated.use}.
                </p>
              )}
              <ul className="plain-list">
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
