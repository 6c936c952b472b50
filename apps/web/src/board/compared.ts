/** So many lines can still be told apart in one chart; the server takes no more. */
export const COMPARED_MAX = 5;

/** Names as they stand in an address. */
export const namesIn = (text: string | undefined): readonly string[] => [
  ...new Set((text ?? '').split(',').filter((name) => name !== '')),
];

export const namesText = (names: readonly string[]): string | undefined => names.join(',') || undefined;

/** Chosen or no longer; one too many is not. */
export function toggled(names: readonly string[], name: string): readonly string[] {
  if (names.includes(name)) return names.filter((other) => other !== name);
  return names.length < COMPARED_MAX ? [...names, name] : names;
}
