import { createContext } from 'react';

export interface FormFault {
  /** Null where it is about the form as a whole. */
  readonly field: string | null;
  readonly sentence: string;
}

/** What the form around a field was refused for. */
export const FaultContext = createContext<FormFault | null>(null);
