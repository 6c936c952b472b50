import type { Format } from './expectations.ts';

/** A figure as the page writes it; — where it was not measured. */
export function written(value: number | undefined, format: Format): string {
  if (value === undefined || Number.isNaN(value)) return '—';
  switch (format) {
    case 'count':
      return Math.round(value).toLocaleString('en-US');
    case 'percent':
      return `${withoutZero((100 * value).toFixed(2))} %`;
    case 'ratio':
      return withoutZero(value.toFixed(2));
    case 'score':
      return withoutZero(value.toFixed(4));
  }
}

const withoutZero = (text: string): string => text.replace(/^(-?)0\./, '$1.').replace('-', '−');
