import { useLayoutEffect, useRef, useState } from 'react';
import { formatNumber } from '../format/formatNumber.ts';
import { placesOf } from './placesOf.ts';
import { ticks } from './ticks.ts';
import '../style/scatter.css';

export interface ScatterPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Standard errors; null draws none. */
  readonly xError: number | null;
  readonly yError: number | null;
  readonly isMarked?: boolean;
}

interface ScatterChartProps {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly ScatterPoint[];
}

const HEIGHT = 300;
const EDGE = { left: 72, right: 10, top: 10, bottom: 44 } as const;

/** Points with bars of one standard error each way, both axes on the same units; marked points stand in front, named. */
export function ScatterChart({ label, xLabel, yLabel, points }: ScatterChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const resize = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    resize.observe(element);
    return () => resize.disconnect();
  }, []);

  const x = scaleOf(
    points.map(({ x, xError }) => ({ value: x, error: xError ?? 0 })),
    [EDGE.left, width - EDGE.right],
    width < 420 ? 3 : 6,
  );
  const y = scaleOf(
    points.map(({ y, yError }) => ({ value: y, error: yError ?? 0 })),
    [HEIGHT - EDGE.bottom, EDGE.top],
    5,
  );
  const inOrder = [...points.filter(({ isMarked }) => isMarked !== true), ...points.filter(({ isMarked }) => isMarked)];
  return (
    <div ref={frame} className="chart scatter">
      <svg role="img" aria-label={label} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={EDGE.left} x2={width - EDGE.right} y1={y.at(tick)} y2={y.at(tick)} />
            <text x={EDGE.left - 8} y={y.at(tick) + 4} textAnchor="end">
              {formatNumber(tick, { places: y.places })}
            </text>
          </g>
        ))}
        {x.ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={x.at(tick)} x2={x.at(tick)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
            <text x={x.at(tick)} y={HEIGHT - EDGE.bottom + 18} textAnchor="middle">
              {formatNumber(tick, { places: x.places })}
            </text>
          </g>
        ))}
        <text x={(EDGE.left + width - EDGE.right) / 2} y={HEIGHT - 6} textAnchor="middle">
          {xLabel}
        </text>
        <text x={-(HEIGHT - EDGE.bottom) / 2} y={14} textAnchor="middle" transform="rotate(-90)">
          {yLabel}
        </text>
        {inOrder.map((point) => (
          <g key={point.name} className={point.isMarked === true ? 'point marked-point' : 'point'}>
            <title>
              {`${point.name}: ${formatNumber(point.x, { places: 4, signed: true })}, ${formatNumber(point.y, { places: 4, signed: true })}`}
            </title>
            {point.xError !== null && (
              <line
                x1={x.at(x.within(point.x - point.xError))}
                x2={x.at(x.within(point.x + point.xError))}
                y1={y.at(point.y)}
                y2={y.at(point.y)}
              />
            )}
            {point.yError !== null && (
              <line
                x1={x.at(point.x)}
                x2={x.at(point.x)}
                y1={y.at(y.within(point.y - point.yError))}
                y2={y.at(y.within(point.y + point.yError))}
              />
            )}
            <circle cx={x.at(point.x)} cy={y.at(point.y)} r={point.isMarked === true ? 6 : 3.5} />
            {point.isMarked === true && (
              <text x={x.at(point.x)} y={y.at(point.y) - 11} textAnchor="middle">
                {point.name}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

interface Measured {
  readonly value: number;
  readonly error: number;
}

/** Zero, all values and their bars; but no bar takes more than half of what the values take: longer ones are cut at the edge. */
function scaleOf(points: readonly Measured[], [from, to]: readonly [number, number], count: number) {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const bar = Math.max(0, ...points.map(({ error }) => Math.min(error, (most - least) / 2)));
  const lowest = Math.min(least, ...points.map(({ value, error }) => value - Math.min(error, bar)));
  const highest = Math.max(most, ...points.map(({ value, error }) => value + Math.min(error, bar)));
  const air = 0.04 * (highest - lowest) || 0.01;
  const [low, high] = [lowest - air, highest + air];
  const few = ticks(low, high, count);
  // One mark says nothing of the unit.
  const marks = few.length > 2 ? few : ticks(low, high, 2 * count);
  return {
    ticks: marks,
    places: placesOf((marks[1] ?? 1) - (marks[0] ?? 0)),
    at: (value: number): number => from + ((value - low) / (high - low)) * (to - from),
    within: (value: number): number => Math.min(high, Math.max(low, value)),
  };
}
