import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import type { BoardRow } from './boardRow.ts';
import { COMPARED_MAX } from './compared.ts';

/** The rank with a box beside it that chooses the model to be compared. */
export function withChoice(
  rank: Column<BoardRow>,
  chosen: readonly string[],
  onToggle: (name: string) => void,
): Column<BoardRow> {
  const isFull = chosen.length >= COMPARED_MAX;
  return {
    ...rank,
    cell: (row) => {
      const isChosen = chosen.includes(row.model);
      return (
        <label className="rank-choice">
          <input
            type="checkbox"
            aria-label={`Compare ${row.model}`}
            checked={isChosen}
            disabled={isFull && !isChosen}
            onChange={() => onToggle(row.model)}
          />
          <span>{formatNumber(row.rank)}</span>
        </label>
      );
    },
  };
}
