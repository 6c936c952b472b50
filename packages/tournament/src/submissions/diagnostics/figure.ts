/** A number, or null where there is none: as JSON holds it. */
export type Figure = number | null;

export const figure = (value: number): Figure => (Number.isFinite(value) ? value : null);
