/** A figure to six decimals as documents keep it; null where it is not defined. −0 becomes 0. */
export const sixDecimals = (value: number): number | null =>
  Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 + 0 : null;
