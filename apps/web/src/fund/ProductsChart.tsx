import type { ProductLine } from '@robata/client';
import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { bottomAxis, legendValue, percentTicks, utc, valueAxis } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatPercent } from '../format/formatNumber.ts';
import { daySeconds } from '../format/formatTime.ts';
import { lineAt, seriesAt } from './lines.ts';

/** What one unit of each product gained since its first dealing. */
export function ProductsChart({ products }: { readonly products: readonly ProductLine[] }) {
  const titles = products.map(({ title }) => title).join('|');
  const drawing = useCallback(
    (palette: Palette): Drawing => ({
      tzDate: utc,
      scales: { x: { time: true } },
      axes: [bottomAxis({ palette }), valueAxis({ palette, format: percentTicks })],
      series: [
        { value: '{YYYY}-{MM}-{DD}' },
        ...titles.split('|').map((label, place) => ({
          label,
          ...seriesAt(place, palette),
          value: legendValue((share) => formatPercent(share, { places: 2, signed: true })),
        })),
      ],
    }),
    [titles],
  );
  const data = useMemo<AlignedData>(() => aligned(products), [products]);
  const label = products
    .map(
      ({ title, totalReturn }, place) =>
        `${title} (${lineAt(place).name}): ${formatPercent(totalReturn ?? 0, { places: 1, signed: true })}`,
    )
    .join(', ');
  return <Chart label={`Return of one unit since inception. ${label}.`} data={data} drawing={drawing} height={320} />;
}

/** All days of all products; a product has no value on a day that it does not have. */
function aligned(products: readonly ProductLine[]): AlignedData {
  const days = [...new Set(products.flatMap((product) => product.days))].sort();
  const lines = products.map((product) => {
    const values = new Map(product.days.map((day, i) => [day, (product.index[i] as number) - 1]));
    return days.map((day) => values.get(day) ?? null);
  });
  return [days.map(daySeconds), ...lines];
}
