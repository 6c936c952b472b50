import type { ReactNode } from 'react';
import type { Term } from '../terms/terms.ts';
import type { SortValue } from './sorting.ts';

/** A column of a table of `T`. */
export interface Column<T> {
  readonly key: string;
  readonly header: string;
  readonly term?: Term;
  /** What the column is sorted by; without it, it cannot be. */
  readonly value?: (row: T) => SortValue;
  readonly cell: (row: T) => ReactNode;
  /** Text stands at the start, numbers (the default) at the end. */
  readonly isText?: boolean;
  /** Names the row; stays in view when a narrow screen scrolls the table. */
  readonly isRowHeader?: boolean;
}
