const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of an ISO day. Throws RangeError for anything else, 30 February too. */
export function dayNumber(day: string): number {
  const time = ISO_DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February is read as a day of March.
  if (new Date(time).getUTCDate() !== Number(day.slice(8))) {
    throw new RangeError(`'${day}' is no day of the form 2022-01-31`);
  }
  return time / 86_400_000;
}

/** Calendar days from one ISO day to another, negative when it lies before. */
export const calendarDays = (from: string, to: string): number => dayNumber(to) - dayNumber(from);
