import type { DataVersion } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { Choice } from '../components/Choice.tsx';
import { CopyLine } from '../components/CopyLine.tsx';
import { Section } from '../components/Section.tsx';
import { addressOf, useVisitor } from '../data/own.ts';
import type { DataSearch } from '../search.ts';
import { type ReadIn, readingSnippet } from './readingSnippets.ts';

const LANGUAGES = [
  { value: 'python', text: 'Python' },
  { value: 'r', text: 'R' },
  { value: 'memory', text: 'Low memory' },
  { value: 'duckdb', text: 'One era (DuckDB)' },
  { value: 'javascript', text: 'One era (TypeScript)' },
] as const satisfies readonly { value: ReadIn; text: string }[];

const route = getRouteApi('/data');

/** Programs that read the files, to be copied. */
export function Reading({ version: { tournament, version } }: { readonly version: DataVersion }) {
  const { read } = route.useSearch();
  const navigate = route.useNavigate();
  const address = addressOf(useVisitor().data);
  const language = LANGUAGES.find(({ value }) => value === read)?.value ?? 'python';
  const code = readingSnippet(language, {
    address,
    version: tournament === 'signals' ? `signals/${version}` : version,
  });
  return (
    <Section title="Read them">
      <Choice
        label="Program"
        options={LANGUAGES}
        value={language}
        onChange={(value) =>
          void navigate({
            to: '.',
            search: (now: DataSearch) => ({ ...now, read: value }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <CopyLine key={language} text={code} label="the program" />
      <p className="muted">
        The addresses stay the same and always lead to the newest file. Downloads can be continued where they stopped,
        and parts can be asked for (HTTP ranges).
      </p>
    </Section>
  );
}
