/**
 * Portfolios as what sets them apart from a base portfolio: near it, most weights are the same to the bit. Column c holds the entries
 * start[c] … start[c + 1] − 1.
 */
export interface PortfolioChanges {
  readonly start: Int32Array;
  readonly stock: Int32Array;
  /** Weight minus the base's, in the problem's units. */
  readonly change: Float64Array;
}

export interface ChangesBuilder {
  add(stock: number, change: number): void;
  /** Ends a column: what is added from now on belongs to the next. */
  endColumn(): void;
  finish(): PortfolioChanges;
}

export function changesBuilder(columns: number): ChangesBuilder {
  const start = new Int32Array(columns + 1);
  let stocks = new Int32Array(1024);
  let changes = new Float64Array(1024);
  let column = 0;
  let count = 0;
  return {
    add(stock, change) {
      if (count === stocks.length) {
        const [fewer, less] = [stocks, changes];
        stocks = new Int32Array(2 * count);
        changes = new Float64Array(2 * count);
        stocks.set(fewer);
        changes.set(less);
      }
      stocks[count] = stock;
      changes[count] = change;
      count += 1;
    },
    endColumn() {
      column += 1;
      start[column] = count;
    },
    finish: () => ({ start, stock: stocks.slice(0, count), change: changes.slice(0, count) }),
  };
}

/** What the changes of each column earn: Σ change · return, in order of the entries. */
export function returnsOfChanges({ start, stock, change }: PortfolioChanges, returns: Float64Array): Float64Array {
  const result = new Float64Array(start.length - 1);
  for (let c = 0; c < result.length; c++) {
    let sum = 0;
    for (let at = start[c]; at < start[c + 1]; at++) sum += change[at] * returns[stock[at]];
    result[c] = sum;
  }
  return result;
}
