import type { OwnModel, OwnStake, OwnSubmission } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { WebhookPart } from '../account/WebhookPart.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { useOwnModelStake, useOwnModelSubmissions } from '../data/ownModel.ts';
import { useOwnModels } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { FATE, SENT } from '../submit/submissionColumns.tsx';
import { RoundName } from '../wallet/RoundName.tsx';
import { lesserOf } from '../wallet/amounts.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { OwnValidation } from './OwnValidation.tsx';

/** What only the owner of a model sees on its page: money on its way, submissions with their reasons, calls of the webhook. */
export function OwnerSection({ name }: { readonly name: string }) {
  const model = useOwnModels().data?.find((own) => own.name === name);
  return model === undefined ? null : <Owned model={model} />;
}

function Owned({ model }: { readonly model: OwnModel }) {
  const { name } = model;
  return (
    <div className="owner" role="group" aria-label="Only you see this">
      <p className="owner-head">
        <strong>Yours.</strong> <span className="muted">Only you see what stands in this frame.</span>
      </p>
      <Section
        title="Stake"
        aside={
          <Link to="/wallet/$model" params={{ model: name }} className="button">
            Change it
          </Link>
        }
      >
        <QueryView query={useOwnModelStake(model.id)}>{(stake) => <Stake stake={stake} />}</QueryView>
      </Section>
      <OwnValidation model={model} />
      <Section
        title="Submissions"
        aside={
          <Link to="/submit" className="button">
            Submit
          </Link>
        }
      >
        <Submissions model={model} />
      </Section>
      <Section title="Webhook">
        <WebhookPart model={model} />
      </Section>
    </div>
  );
}

function Stake({ stake }: { readonly stake: OwnStake }) {
  return (
    <>
      <Figures>
        <Figure
          term={{
            name: 'Value',
            says: 'All of it together: what is staked and what is on its way out.',
            formula: 'staked + pending',
          }}
          unit="tokens"
        >
          <Tokens amount={stake.value} />
        </Figure>
        <Figure term={{ name: 'Staked', says: 'Counts at the next close.' }} unit="tokens">
          <Tokens amount={stake.stake} />
        </Figure>
        <Figure
          term={{
            name: 'Pending',
            says: 'On its way out: it arrives when the rounds that it still covers are over, and can burn until then.',
          }}
          unit="tokens"
          note={
            stake.pending.length === 0
              ? 'nothing waits'
              : `in ${stake.pending.length} ${stake.pending.length === 1 ? 'release' : 'releases'}`
          }
        >
          <Tokens amount={stake.pendingTotal} />
        </Figure>
        <Figure
          term={{
            name: 'Most that can burn',
            says: 'By all rounds under way together, if every one of them ended at its limit, and never more than there is.',
          }}
          unit="tokens"
        >
          <Tokens amount={lesserOf(stake.lossMax, stake.value)} />
        </Figure>
      </Figures>
      {stake.atRisk.length > 0 && (
        <DataTable
          caption="At risk in rounds under way"
          columns={AT_RISK}
          rows={stake.atRisk}
          rowKey={({ round }) => round}
        />
      )}
      {stake.pending.length > 0 && (
        <DataTable
          caption="Pending releases, soonest first"
          columns={PENDING}
          rows={stake.pending}
          rowKey={({ releasedAfter, to }) => `${releasedAfter} ${to}`}
        />
      )}
    </>
  );
}

const AT_RISK: readonly Column<OwnStake['atRisk'][number]>[] = [
  {
    key: 'round',
    header: 'At risk in round',
    cell: ({ round }) => <RoundName round={round} />,
    isText: true,
    isRowHeader: true,
  },
  { key: 'amount', header: 'Tokens', cell: ({ amount }) => <Tokens amount={amount} /> },
  { key: 'loss', header: 'Can burn at most', cell: ({ lossMax }) => <Tokens amount={lossMax} /> },
];
const PENDING: readonly Column<OwnStake['pending'][number]>[] = [
  {
    key: 'after',
    header: 'Released after',
    cell: ({ releasedAfter }) => releasedAfter,
    isText: true,
    isRowHeader: true,
  },
  { key: 'amount', header: 'Tokens', cell: ({ amount }) => <Tokens amount={amount} /> },
  {
    key: 'at',
    header: 'Planned for',
    cell: ({ releasedAt }) => (releasedAt === null ? '–' : formatTime(releasedAt)),
    isText: true,
  },
];

const SUBMISSIONS: readonly Column<OwnSubmission>[] = [{ ...SENT, isRowHeader: true }, ...FATE];

function Submissions({ model }: { readonly model: OwnModel }) {
  return (
    <QueryView query={useOwnModelSubmissions(model.id)}>
      {(submissions) =>
        submissions.length === 0 ? (
          <Empty>Nothing was submitted for this model yet.</Empty>
        ) : (
          <DataTable
            caption={`Submissions of ${model.name}, newest first`}
            columns={SUBMISSIONS}
            rows={submissions}
            rowKey={({ id }) => id}
            pageRows={10}
          />
        )
      }
    </QueryView>
  );
}
