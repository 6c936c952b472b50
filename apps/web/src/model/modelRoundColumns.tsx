import type { ModelPage, ModelRoundRow, ModelStanding } from '@robata/client';
import { RoundLink } from '../components/RoundLink.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatPercent } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { TERMS } from '../terms/terms.ts';
import { client } from '../data/client.ts';
import { CWMM, scoreColumns } from '../pages/scoreColumns.tsx';
import { scoreTerm } from '../terms/terms.ts';

/** One model's rounds: a line for each. The percentile is of the score `score`. */
export function modelRoundColumns(
  { columns, row: { model, kind } }: ModelPage,
  score: string | undefined,
  standing: ModelStanding | null | undefined,
): readonly Column<ModelRoundRow>[] {
  const percentiles = new Map(standing?.rounds.map(({ round, percentiles: of }) => [round, of[score ?? ''] ?? null]));
  return [
    {
      key: 'round',
      header: 'Round',
      cell: ({ round }) => <RoundLink number={round} />,
      isText: true,
      isRowHeader: true,
    },
    { key: 'era', header: 'Era', cell: ({ eraDay }) => <span className="figures">{eraDay}</span>, isText: true },
    { key: 'state', header: 'State', cell: ({ state, day }) => <StateBadge state={state} day={day} />, isText: true },
    ...scoreColumns<ModelRoundRow>(columns),
    {
      key: 'percentile',
      header: 'Percentile',
      term: {
        name: `Percentile of ${scoreTerm(score ?? '').name}`,
        says: 'Share of all models that scored less in the round, ties counted half. Known once the round has resolved.',
      },
      cell: ({ round }) => {
        const percentile = percentiles.get(round) ?? null;
        return percentile === null ? '–' : formatPercent(percentile);
      },
    },
    CWMM,
    {
      key: 'atRisk',
      header: 'At risk',
      term: TERMS.atRisk,
      cell: ({ atRisk }) => (kind === 'meta' ? '–' : <Tokens amount={atRisk} />),
    },
    { key: 'payout', header: 'Payout', term: TERMS.payout, cell: ({ payout }) => <Tokens amount={payout} signed /> },
    {
      key: 'submission',
      header: 'Submission',
      term: { name: 'Submission', says: "SHA-256 of the submission's canonical bytes, fixed at the close." },
      cell: ({ submissionHash }) =>
        submissionHash === null ? '–' : <code title={submissionHash}>{submissionHash.slice(0, 10)}…</code>,
    },
    {
      key: 'proof',
      header: 'Proof',
      term: {
        name: 'Proof',
        says: 'That this payout is in what the round published when it resolved. `robata verify payout` checks it without asking the server; the kit recomputes the TC.',
      },
      cell: ({ round, state, payout }) =>
        state !== 'resolved' ? (
          '–'
        ) : (
          <span className="proofs">
            {payout !== null && (
              <a href={client.payoutProofUrl(round, model)} download={`payout-${round}-${model}.json`}>
                payout<span className="unseen"> of round {round}</span>
              </a>
            )}{' '}
            <a href={client.kitUrl(round, 'npz')} download={`round-${round}-kit.npz`}>
              kit<span className="unseen"> of round {round}</span>
            </a>
          </span>
        ),
      isText: true,
    },
  ];
}
