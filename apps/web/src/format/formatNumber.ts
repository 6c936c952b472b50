const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat('en-US', options);
  formats.set(key, known);
  // The real minus sign is as wide as the plus: columns of figures stay aligned.
  return known.format(value).replace('-', '−');
}

export interface NumberStyle {
  /** Decimal places; default 0. */
  readonly places?: number;
  /** A plus before positive numbers. */
  readonly signed?: boolean;
}

/** A number with thousands separated and a fixed number of places. What rounds to zero has no sign. */
export function formatNumber(value: number, { places = 0, signed = false }: NumberStyle = {}): string {
  return format(value, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    signDisplay: signed ? 'exceptZero' : 'negative',
  });
}

/** A share (.15) as a percentage (15 %). */
export function formatPercent(value: number, style: NumberStyle = {}): string {
  return `${formatNumber(100 * value, style)} %`;
}

/** A very small or large number as 1.2e−11; 0 as it is. */
export function formatScientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(1).replace('-', '−').replace('+', '');
}

/** How far something under way is: whole percent, and 100 % only once it is there. */
export function formatProgress(fraction: number): string {
  return formatPercent(fraction < 1 ? Math.min(fraction, 0.99) : 1);
}
