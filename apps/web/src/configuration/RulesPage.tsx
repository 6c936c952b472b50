import '../style/configuration.css';
import type { ConfigurationPage as Page } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useRules } from './configurationQueries.ts';
import { RuleGroups } from './RuleGroups.tsx';
import { VersionHistory } from './VersionHistory.tsx';

/** The rules of the tournament for everybody: in force, to come, and before. */
export function RulesPage() {
  return (
    <>
      <PageHead title="Rules">
        <p>
          What rounds are paid by and the portfolio is made with. A change holds for rounds that are not open yet: the
          rules of a round never change once it takes submissions. What the scores are stands under{' '}
          <Link to="/definitions">Definitions</Link>.
        </p>
      </PageHead>
      <QueryView query={useRules()}>{(page) => <Content page={page} />}</QueryView>
    </>
  );
}

function Content({ page }: { readonly page: Page }) {
  const version = page.versions.find((each) => each.version === page.inForce);
  const coming = page.versions.filter(
    (each) => each.version > page.inForce && (each.lastRound === null || each.lastRound >= each.effectiveFromRound),
  );
  return (
    <>
      {coming.map((each) => (
        <p key={each.version} className="notice">
          <strong>From round {each.effectiveFromRound} on</strong> version {each.version} holds:{' '}
          {each.changes.map(({ field }) => field.title.toLowerCase()).join(', ')}.{' '}
          <a href={`#version-${each.version}`}>What changes</a>
        </p>
      ))}
      {version !== undefined && <RuleGroups fields={page.fields} rules={version.rules} />}
      <Section title="Versions">
        <VersionHistory page={page} />
      </Section>
    </>
  );
}
