import { useId } from 'react';
import { type Board, choosableColumns } from './boardColumns.tsx';

interface ColumnChoiceProps {
  readonly chosen: ReadonlySet<string>;
  readonly board: Board;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** A button that opens the list of columns. */
export function ColumnChoice({ chosen, board, onChange }: ColumnChoiceProps) {
  const id = useId();
  const toggle = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <div className="menu">
      <button type="button" className="button" popoverTarget={id}>
        Columns
      </button>
      <fieldset id={id} popover="auto" className="menu-list checks">
        <legend className="unseen">Columns shown</legend>
        {choosableColumns(board).map(({ key, header, term }) => (
          <label key={key} className="check">
            <input type="checkbox" checked={chosen.has(key)} onChange={() => toggle(key)} />
            <span>{key.startsWith('return') ? term?.name : header}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
