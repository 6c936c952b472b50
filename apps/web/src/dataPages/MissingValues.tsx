import type { DataVersion } from '@robata/client';
import { Section } from '../components/Section.tsx';

/** How a value that is not there looks, and why it is not there. */
export function MissingValues({ version: { missingValues } }: { readonly version: DataVersion }) {
  if (missingValues === null) return null;
  return (
    <Section title="Missing values">
      <dl className="definitions">
        <div>
          <dt>Features</dt>
          <dd>{missingValues.features}</dd>
        </div>
        <div>
          <dt>Targets</dt>
          <dd>{missingValues.targets}</dd>
        </div>
      </dl>
    </Section>
  );
}
