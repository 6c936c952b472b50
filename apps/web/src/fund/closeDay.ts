import { formatMonth } from '../format/formatDay.ts';

/** The day of a close with its year, as `1 Jun 2022`: a fund lives for years. */
export const closeDay = (day: string): string => `${Number(day.slice(8, 10))} ${formatMonth(day)}`;
