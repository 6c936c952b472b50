import type { RoundPage } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { TERMS } from '../terms/terms.ts';

/** When the round is, how large it is, and how the meta model fared. */
export function RoundFacts({ page }: { readonly page: RoundPage }) {
  const { round, metaModel } = page;
  const paid = page.entries.reduce((sum, { payout }) => sum + Number(payout ?? 0), 0);
  return (
    <>
      <dl className="facts facts-wide">
        <dt>Era</dt>
        <dd>
          {round.era}, {round.eraDay}
        </dd>
        <dt>Opens</dt>
        <dd>{formatTime(round.opensAt)}</dd>
        <dt>Closes</dt>
        <dd>{formatTime(round.closesAt)}</dd>
        <dt>Scored</dt>
        <dd>
          {round.scoredDays} of {round.horizonDays} days
        </dd>
      </dl>
      <Figures>
        <Figure term={{ name: 'Meta model CORR', says: TERMS.corr.says, formula: TERMS.corr.formula ?? '' }}>
          <Score value={metaModel?.scores['corr']} of="corr" />
        </Figure>
        <Figure term={{ name: 'Meta model FNC', says: TERMS.fnc.says, formula: TERMS.fnc.formula ?? '' }}>
          <Score value={metaModel?.scores['fnc']} of="fnc" />
        </Figure>
        <Figure term={{ name: 'Entries', says: 'Models that took part; the meta model is not counted.' }}>
          {formatNumber(page.entries.length)}
        </Figure>
        <Figure term={{ name: 'Stocks', says: 'Stocks of the universe on the era date.' }}>
          {formatNumber(round.stocks)}
        </Figure>
        <Figure term={{ name: 'Total at risk', says: 'Stakes of all models at the close.' }} unit="tokens">
          <Tokens amount={page.totalAtRisk} />
        </Figure>
        <Figure
          term={{ name: 'Paid less burned', says: 'Sum of all payouts of the round; known when it resolves.' }}
          unit="tokens"
        >
          <Tokens amount={round.state === 'resolved' ? paid.toFixed(2) : null} signed />
        </Figure>
        <Figure term={TERMS.payoutFactor}>
          {round.payoutFactor === null ? '–' : formatNumber(Number(round.payoutFactor), { places: 4 })}
        </Figure>
      </Figures>
    </>
  );
}
