import { createContext, use } from 'react';

/** Says at the top of the console what was done. */
export const TellContext = createContext<(sentence: string) => void>(() => undefined);

export const useTell = (): ((sentence: string) => void) => use(TellContext);
