import type { LeaderboardRow } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { Percent } from '../components/Percent.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { TERMS } from '../terms/terms.ts';

/** A model's means over all resolved rounds, and its money. */
export function ModelFigures({ row }: { readonly row: LeaderboardRow }) {
  const error = (value: number | null, places: number): string | undefined =>
    value === null ? undefined : `± ${formatNumber(value, { places })} standard error`;
  return (
    <Figures>
      <Figure term={TERMS.rank} note={`by TC, over ${formatNumber(row.rounds)} resolved rounds`}>
        {formatNumber(row.rank)}
      </Figure>
      <Figure term={TERMS.tc} note={error(row.tcStandardError, 5)}>
        <Score value={row.tc} of="tc" />
      </Figure>
      <Figure term={TERMS.tcLeaveOneOut} note={error(row.tcLeaveOneOutStandardError, 5)}>
        <Score value={row.tcLeaveOneOut} of="tcLeaveOneOut" />
      </Figure>
      <Figure term={TERMS.tcLeaveOneOutHeld} note={error(row.tcLeaveOneOutHeldStandardError, 5)}>
        <Score value={row.tcLeaveOneOutHeld} of="tcLeaveOneOutHeld" />
      </Figure>
      <Figure term={TERMS.corr} note={error(row.corrStandardError, 4)}>
        <Score value={row.corr} of="corr" />
      </Figure>
      <Figure term={TERMS.sharpe}>
        {row.corrSharpe === null ? '–' : formatNumber(row.corrSharpe, { places: 2, signed: true })}
      </Figure>
      <Figure term={TERMS.mmc}>
        <Score value={row.mmc} of="mmc" />
      </Figure>
      <Figure term={TERMS.fnc}>
        <Score value={row.fnc} of="fnc" />
      </Figure>
      <Figure term={TERMS.metaModelCorrelation}>
        {row.metaModelCorrelation === null ? '–' : formatNumber(row.metaModelCorrelation, { places: 2, signed: true })}
      </Figure>
      <Figure term={TERMS.stake} unit="tokens">
        <Tokens amount={row.stake} />
      </Figure>
      <Figure term={TERMS.payout} unit="tokens">
        <Tokens amount={row.payout} signed />
      </Figure>
      <Figure term={TERMS.return}>
        <Percent share={row.return} signed />
      </Figure>
    </Figures>
  );
}
