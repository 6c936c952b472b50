import { type Amount, parseAmount, ZERO } from '@robata/ledger';
import type { Execution } from './paperBroker.ts';

export type ParsedExecutions =
  | { readonly status: 'parsed'; readonly executions: readonly Execution[] }
  /** The first line that is wrong, counted from 1 with the header, and why. */
  | { readonly status: 'refused'; readonly line: number; readonly sentence: string };

const COLUMNS = ['execution_id', 'order_id', 'quantity', 'price', 'cost'] as const;
/** Need not be there; where they are, they must be those of the order. */
const OPTIONAL = ['security', 'side'] as const;
/** More lines than any day's executions. */
const LINES_MAX = 1_000_000;
/** Nothing that cannot be seen: no database keeps U+0000 or half a character. */
const ID = /^\P{C}{1,100}$/u;

/**
 * A broker's executions from CSV with the columns execution_id, order_id, quantity, price, cost (money, commission and taxes together) in any
 * order, and perhaps security and side, which are then compared with the order's; others are ignored. Plain cells without quotes, as in our own orders. Reconcile before booking: only shape is judged here.
 */
export function parseExecutionsCsv(text: string): ParsedExecutions {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n/);
  if (lines.at(-1) === '') lines.pop();
  const refuse = (line: number, sentence: string): ParsedExecutions => ({ status: 'refused', line, sentence });
  if (lines.length > LINES_MAX) return refuse(LINES_MAX, `More than ${LINES_MAX} lines are not read.`);
  const header = (lines[0] ?? '').split(',').map((cell) => cell.trim());
  const at = COLUMNS.map((name) => header.indexOf(name));
  const missing = COLUMNS.filter((_, k) => at[k] < 0);
  if (missing.length > 0) return refuse(1, `The header lacks ${missing.join(', ')}.`);
  const [symbolAt, sideAt] = OPTIONAL.map((name) => header.indexOf(name));
  const executions: Execution[] = [];
  for (let row = 1; row < lines.length; row++) {
    if (lines[row].includes('"')) return refuse(row + 1, 'Cells in quotes are not read.');
    const cells = lines[row].split(',');
    if (cells.length !== header.length) return refuse(row + 1, `${cells.length} cells under ${header.length} names.`);
    const [id, orderId, ...texts] = at.map((column) => cells[column].trim());
    if (id === '' || orderId === '') return refuse(row + 1, 'An execution needs its own id and that of its order.');
    if (!ID.test(id)) return refuse(row + 1, 'An execution_id is at most 100 characters that can be seen.');
    const numbers: Amount[] = [];
    for (const [k, text] of texts.entries()) {
      const parsed = parseAmount(text);
      if (parsed.status === 'refused') return refuse(row + 1, `${COLUMNS[k + 2]} '${text}' is no decimal number.`);
      numbers.push(parsed.amount);
    }
    const [quantity, price, linearCost] = numbers;
    if (linearCost < 0n) return refuse(row + 1, `The cost '${texts[2]}' is below 0.`);
    const symbol = cells[symbolAt]?.trim();
    const side = cells[sideAt]?.trim();
    executions.push({
      id,
      orderId,
      ...(symbol && { symbol }),
      ...(side && { side }),
      quantity,
      price,
      linearCost,
      impactCost: ZERO,
    });
  }
  return { status: 'parsed', executions };
}
