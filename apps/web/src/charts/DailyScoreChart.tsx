import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { scorePlaces } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';
import { bottomAxis, legendValue, plainTicks, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';

interface DailyScoreChartProps {
  readonly score: string;
  readonly term: Term;
  /** Newest first. */
  readonly rounds: readonly {
    readonly round: number;
    readonly days: readonly { readonly day: number; readonly value: number | null }[];
  }[];
  readonly horizonDays: number;
}

/** A score day by day: one line for each of the newest rounds, the newest in front and strongest. */
export function DailyScoreChart({ score, term, rounds, horizonDays }: DailyScoreChartProps) {
  const names = rounds.map(({ round }) => round).join();
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const numbers = names.split(',').toReversed();
      const format = (value: number): string => formatNumber(value, { places: scorePlaces(score), signed: true });
      const colors = [palette.accent, palette.blue, palette.ink];
      return {
        scales: { x: { time: false, range: [0.5, horizonDays + 0.5] } },
        axes: [
          bottomAxis({
            palette,
            label: 'scoring day',
            format: wholeTicks,
          }),
          valueAxis({ palette, format: plainTicks }),
        ],
        series: [
          { label: 'Day', value: legendValue(String) },
          ...numbers.map((number, index) => {
            const age = numbers.length - 1 - index;
            return {
              label: `Round ${number}`,
              stroke: colors[age] ?? palette.faint,
              width: age === 0 ? 2.4 : 1.4,
              // A round of one day has no line yet.
              points: { show: age < colors.length, size: 4, fill: colors[age] ?? palette.faint },
              value: legendValue(format),
            };
          }),
        ],
      };
    },
    [score, names, horizonDays],
  );
  const data = useMemo<AlignedData>(() => {
    const days = Array.from({ length: horizonDays }, (_, index) => index + 1);
    const lines = rounds.toReversed().map((round) => {
      const values = new Map(round.days.map(({ day, value }) => [day, value]));
      return days.map((day) => values.get(day) ?? null);
    });
    return [days, ...lines];
  }, [rounds, horizonDays]);
  return <Chart label={`${term.name} day by day in the newest rounds`} data={data} drawing={drawing} />;
}
