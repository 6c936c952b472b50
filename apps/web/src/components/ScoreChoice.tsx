import type { ScoreColumn } from '@robata/client';
import { scoreTerm } from '../terms/terms.ts';
import { Choice } from './Choice.tsx';

interface ScoreChoiceProps {
  readonly columns: readonly ScoreColumn[];
  readonly value: string;
  readonly onChange: (key: string) => void;
}

/** Which score the charts show. */
export function ScoreChoice({ columns, value, onChange }: ScoreChoiceProps) {
  const options = columns.map(({ key, definitionId, target }) => ({
    value: key,
    text: scoreTerm(key, definitionId, target).name,
  }));
  return <Choice label="Score shown" options={options} value={value} onChange={onChange} />;
}

/** The column that an address asks for, else the first. */
export const chosenColumn = (columns: readonly ScoreColumn[], key: string | undefined): ScoreColumn | undefined =>
  columns.find((column) => column.key === key) ?? columns[0];
