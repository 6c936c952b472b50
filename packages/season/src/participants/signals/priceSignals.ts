import type { SignalsDay } from './signalsParticipant.ts';

/** One score per member; NaN where there is none. */
export type RawSignal = (day: SignalsDay) => Float64Array;

/** Return from the adjusted close `from` trading days ago to that of `to` days ago; NaN where either is missing. */
export const priceChange =
  (from: number, to: number): RawSignal =>
  ({ panel: { close, adjustment, stride }, day, members }) =>
    Float64Array.from(members, (security) => {
      const priceAt = (ago: number): number => {
        const cell = security * stride + day - ago;
        return day < ago ? Number.NaN : (close[cell] as number) * (adjustment[cell] as number);
      };
      return priceAt(to) / priceAt(from) - 1;
    });

/** Only members of one sector have a score. */
export const withinSector =
  (sector: string, signal: RawSignal): RawSignal =>
  (day) =>
    signal(day).map((value, i) =>
      day.panel.securities[day.members[i] as number]?.sector === sector ? value : Number.NaN,
    );

/** The same with every score's sign turned: long what was short. */
export const negated =
  (signal: RawSignal): RawSignal =>
  (day) =>
    signal(day).map((value) => -value);
