import type { MarketPanel, Security } from '../panel.ts';

/** What one listing did on one day; see `MarketPanel` for the units. */
export interface PanelCell {
  readonly close: number;
  readonly adjustment: number;
  readonly volume: number;
  readonly shares: number;
}

const nanArray = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

/**
 * A panel to which days and securities are appended. Capacity doubles, so that a day costs its own cells only.
 * A snapshot stays valid for its days and securities: what it shows is never written again; growth moves to new arrays.
 */
export class GrowingPanel {
  readonly days: string[] = [];
  readonly securities: Security[] = [];
  stride: number;
  close: Float64Array;
  adjustment: Float64Array;
  #volume: Float64Array;
  #shares: Float64Array;
  #rows: number;
  #snapshot: MarketPanel | null = null;

  /** First capacity, in securities and days (both at least 1). */
  constructor(rows: number, days: number) {
    this.#rows = rows;
    this.stride = days;
    this.close = nanArray(rows * days);
    this.adjustment = nanArray(rows * days);
    this.#volume = nanArray(rows * days);
    this.#shares = nanArray(rows * days);
  }

  /** Returns the new security's row. */
  addSecurity(security: Security): number {
    if (this.securities.length === this.#rows) this.#grow(2 * this.#rows, this.stride);
    this.#snapshot = null;
    return this.securities.push(security) - 1;
  }

  /** Returns the new day's index. */
  addDay(day: string): number {
    if (this.days.length === this.stride) this.#grow(this.#rows, 2 * this.stride);
    this.#snapshot = null;
    return this.days.push(day) - 1;
  }

  /** Writes a cell of the last day. */
  set(row: number, cell: PanelCell): void {
    const at = row * this.stride + this.days.length - 1;
    this.close[at] = cell.close;
    this.adjustment[at] = cell.adjustment;
    this.#volume[at] = cell.volume;
    this.#shares[at] = cell.shares;
  }

  /** The panel over the days so far; the same object until a day or a security is added. */
  snapshot(): MarketPanel {
    this.#snapshot ??= {
      days: this.days.slice(),
      securities: this.securities.slice(),
      stride: this.stride,
      close: this.close,
      adjustment: this.adjustment,
      open: null,
      high: null,
      low: null,
      volume: this.#volume,
      shares: this.#shares,
      fundamentals: null,
      shortInterest: null,
    };
    return this.#snapshot;
  }

  #grow(rows: number, stride: number): void {
    const moved = (old: Float64Array): Float64Array => {
      const result = nanArray(rows * stride);
      for (let row = 0; row < this.securities.length; row += 1) {
        result.set(old.subarray(row * this.stride, row * this.stride + this.days.length), row * stride);
      }
      return result;
    };
    this.close = moved(this.close);
    this.adjustment = moved(this.adjustment);
    this.#volume = moved(this.#volume);
    this.#shares = moved(this.#shares);
    this.#rows = rows;
    this.stride = stride;
  }
}
