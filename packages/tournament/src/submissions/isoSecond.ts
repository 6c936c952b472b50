/** A time as clients parse it: `YYYY-MM-DDTHH:MM:SSZ`, without milliseconds. */
export const isoSecond = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
