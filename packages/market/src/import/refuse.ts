import { DataRefusedError } from '../panel.ts';

/** Refuses a file with one plain sentence: `what` names the row or column and the remedy. */
export function refuse(source: string, what: string): never {
  throw new DataRefusedError(`${source}: ${what}`);
}

/** A cell as people may read it in a sentence: quoted, on one line, at most 40 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
