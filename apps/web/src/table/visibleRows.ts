export interface Window {
  /** How far the frame is scrolled, its height, and that of a row, in pixels. */
  readonly top: number;
  readonly height: number;
  readonly rowPx: number;
  /** Rows in all. */
  readonly count: number;
}

/** So many screens are drawn above and below what is seen: a fast wheel meets rows that are there already. */
const SCREENS_AROUND = 1.5;
/** The window moves by so many rows at once: most scrolling draws nothing new. */
const STEP = 10;

/** Which rows [from, to) to draw. */
export function visibleRows({ top, height, rowPx, count }: Window): { readonly from: number; readonly to: number } {
  const around = SCREENS_AROUND * height;
  const first = Math.floor((top - around) / rowPx / STEP) * STEP;
  const last = Math.ceil((top + height + around) / rowPx / STEP) * STEP;
  const to = Math.max(0, Math.min(count, last));
  return { from: Math.max(0, Math.min(first, to)), to };
}
