import type { LeaderboardRow, ModelPage, ModelStanding } from '@robata/client';
import type { ReactNode } from 'react';
import { Figure, Figures } from '../components/Figures.tsx';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { TERMS } from '../terms/terms.ts';

interface ModelFiguresProps {
  readonly row: LeaderboardRow;
  readonly tournament: ModelPage['tournament'];
  /** Percentiles of its means; undefined until they are there. */
  readonly overall: ModelStanding['overall'] | undefined;
}

/** What a Signals model is scored by, in the place of CORR, MMC and FNC. */
const OF_SIGNALS = ['alpha', 'mpc', 'corrFilled', 'coveredCorr', 'fncV4', 'mmcSignals'] as const;

const rankNote = ({ tc, rounds }: LeaderboardRow): string =>
  tc === null
    ? 'ranked by TC, of which it has none'
    : `by TC, over ${formatNumber(rounds)} resolved round${rounds === 1 ? '' : 's'}`;

/** A model's means over all resolved rounds with their errors and percentiles among all models, and its money. */
export function ModelFigures({ row, tournament, overall }: ModelFiguresProps) {
  const note = (key: string, error: number | null = null, places = 4): ReactNode => {
    const percentile = overall?.[key] ?? null;
    const parts = [
      ...(error === null ? [] : [`± ${formatNumber(error, { places })} standard error`]),
      ...(percentile === null ? [] : [`better than ${formatPercent(percentile)} of models`]),
    ];
    if (parts.length === 0) return undefined;
    return parts.map((part) => (
      <span key={part} className="note-line">
        {part}
      </span>
    ));
  };
  return (
    <Figures>
      <Figure term={TERMS.rank} note={rankNote(row)}>
        {row.tc === null ? <Missing /> : formatNumber(row.rank)}
      </Figure>
      <Figure term={TERMS.tc} note={note('tc', row.tcStandardError, 5)}>
        <Score value={row.tc} of="tc" />
      </Figure>
      <Figure term={TERMS.tcLeaveOneOut} note={note('tcLeaveOneOut', row.tcLeaveOneOutStandardError, 5)}>
        <Score value={row.tcLeaveOneOut} of="tcLeaveOneOut" />
      </Figure>
      <Figure term={TERMS.tcLeaveOneOutHeld} note={note('tcLeaveOneOutHeld', row.tcLeaveOneOutHeldStandardError, 5)}>
        <Score value={row.tcLeaveOneOutHeld} of="tcLeaveOneOutHeld" />
      </Figure>
      {tournament !== 'signals' ? (
        <>
          <Figure term={TERMS.corr} note={note('corr', row.corrStandardError)}>
            <Score value={row.corr} of="corr" />
          </Figure>
          <Figure term={TERMS.sharpe}>
            {row.corrSharpe === null ? '–' : formatNumber(row.corrSharpe, { places: 2, signed: true })}
          </Figure>
          <Figure term={TERMS.mmc} note={note('mmc')}>
            <Score value={row.mmc} of="mmc" />
          </Figure>
          <Figure term={TERMS.fnc} note={note('fnc')}>
            <Score value={row.fnc} of="fnc" />
          </Figure>
        </>
      ) : (
        OF_SIGNALS.map((key) => (
          <Figure key={key} term={TERMS[key]} note={note('', key === 'alpha' ? row.signals?.alphaStandardError : null)}>
            <Score value={row.signals?.[key]} of={key} />
          </Figure>
        ))
      )}
      <Figure term={TERMS.metaModelCorrelation}>
        {row.metaModelCorrelation === null ? '–' : formatNumber(row.metaModelCorrelation, { places: 2, signed: true })}
      </Figure>
      {/* It stakes nothing. */}
      {row.kind !== 'meta' && (
        <>
          <Figure term={TERMS.stake} unit="tokens">
            <Tokens amount={row.stake} />
          </Figure>
          <Figure term={TERMS.payout} unit="tokens">
            <Tokens amount={row.payout} signed />
          </Figure>
          <Figure term={TERMS.return}>
            <Percent share={row.return} signed />
          </Figure>
        </>
      )}
    </Figures>
  );
}
