/** Festivals of the Chinese calendar, and Ching Ming, which follows the sun. */
export type LunarFestival = 'newYear' | 'chingMing' | 'buddhasBirthday' | 'tuenNg' | 'midAutumn' | 'chungYeung';

const COLUMNS: readonly LunarFestival[] = [
  'newYear',
  'chingMing',
  'buddhasBirthday',
  'tuenNg',
  'midAutumn',
  'chungYeung',
];

export const FIRST_LUNAR_YEAR = 2000;

/**
 * MM-DD of 1/1, Ching Ming, 4/8, 5/5, 8/15 and 9/9 by the Chinese calendar (the Hong Kong Observatory's Gregorian-Lunar
 * conversion tables), one row per year from 2000. A table and no astronomy: the new moons of February 2027 (23:56 in Beijing)
 * and 2030 (00:07) fall so near to midnight that quick formulas miss them, ICU's too, and 2033 has its leap month late.
 */
const FESTIVALS = `
02-05 04-04 05-11 06-06 09-12 10-06
01-24 04-05 04-30 06-25 10-01 10-25
02-12 04-05 05-19 06-15 09-21 10-14
02-01 04-05 05-08 06-04 09-11 10-04
01-22 04-04 05-26 06-22 09-28 10-22
02-09 04-05 05-15 06-11 09-18 10-11
01-29 04-05 05-05 05-31 10-06 10-30
02-18 04-05 05-24 06-19 09-25 10-19
02-07 04-04 05-12 06-08 09-14 10-07
01-26 04-04 05-02 05-28 10-03 10-26
02-14 04-05 05-21 06-16 09-22 10-16
02-03 04-05 05-10 06-06 09-12 10-05
01-23 04-04 04-28 06-23 09-30 10-23
02-10 04-04 05-17 06-12 09-19 10-13
01-31 04-05 05-06 06-02 09-08 10-02
02-19 04-05 05-25 06-20 09-27 10-21
02-08 04-04 05-14 06-09 09-15 10-09
01-28 04-04 05-03 05-30 10-04 10-28
02-16 04-05 05-22 06-18 09-24 10-17
02-05 04-05 05-12 06-07 09-13 10-07
01-25 04-04 04-30 06-25 10-01 10-25
02-12 04-04 05-19 06-14 09-21 10-14
02-01 04-05 05-08 06-03 09-10 10-04
01-22 04-05 05-26 06-22 09-29 10-23
02-10 04-04 05-15 06-10 09-17 10-11
01-29 04-04 05-05 05-31 10-06 10-29
02-17 04-05 05-24 06-19 09-25 10-18
02-06 04-05 05-13 06-09 09-15 10-08
01-26 04-04 05-02 05-28 10-03 10-26
02-13 04-04 05-20 06-16 09-22 10-16
02-03 04-05 05-09 06-05 09-12 10-05
01-23 04-05 05-28 06-24 10-01 10-24
02-11 04-04 05-16 06-12 09-19 10-12
01-31 04-04 05-06 06-01 09-08 10-01
02-19 04-05 05-25 06-20 09-27 10-20
02-08 04-05 05-15 06-10 09-16 10-09
`
  .trim()
  .split('\n')
  .map((row) => row.split(' '));

/** Month and day of a festival. Throws RangeError outside 2000 to 2035. */
export function lunarFestival(festival: LunarFestival, year: number): { month: number; day: number } {
  const text = FESTIVALS[year - FIRST_LUNAR_YEAR]?.[COLUMNS.indexOf(festival)];
  if (text === undefined) throw new RangeError(`the table of lunar festivals does not know ${year}`);
  return { month: Number(text.slice(0, 2)), day: Number(text.slice(3)) };
}
