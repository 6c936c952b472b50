import '../style/configuration.css';
import type { ConfigurationDesk } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useConfigurationDesk } from './configurationQueries.ts';
import { ProposalPart } from './ProposalPart.tsx';
import { ProposeForm } from './ProposeForm.tsx';
import { RehearsalPart } from './RehearsalPart.tsx';
import { RuleGroups } from './RuleGroups.tsx';
import { VersionHistory } from './VersionHistory.tsx';

/** Where operators change the rules: propose, look, adopt. */
export function ConfigurationPage() {
  return (
    <>
      <PageHead title="Configuration">
        <p>
          A round keeps the rules that it opened with. A change is proposed, looked at and adopted; it holds for rounds
          that are not open yet. <Link to="/rules">What participants read</Link>
        </p>
      </PageHead>
      <QueryView query={useConfigurationDesk()}>{(desk) => <Desk desk={desk} />}</QueryView>
    </>
  );
}

function Desk({ desk }: { readonly desk: ConfigurationDesk }) {
  const version = desk.versions.find((each) => each.version === desk.inForce);
  return (
    <>
      {desk.proposal !== null && (
        <>
          <ProposalPart key={desk.proposal.hash} proposal={desk.proposal} />
          <RehearsalPart hash={desk.proposal.hash} />
        </>
      )}
      <ProposeForm key={desk.versions[0]?.version} desk={desk} />
      <Section title="Versions">
        <VersionHistory page={desk} />
      </Section>
      {version !== undefined && (
        <details className="rules-now">
          <summary>All rules of version {version.version}, which is in force</summary>
          <RuleGroups fields={desk.fields} rules={version.rules} />
        </details>
      )}
    </>
  );
}
