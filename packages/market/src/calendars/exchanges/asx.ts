import { date, easter, type ExchangeRules, MONDAY, nth } from '../rules.ts';

/**
 * ASX, "Trading calendar" of each year: the holidays that the States share, by the law of New South Wales. Half days are known from
 * 2010 on; there were none in 2022.
 */
export const ASX: ExchangeRules = {
  mic: 'XASX',
  name: 'Australian Securities Exchange',
  timeZone: 'Australia/Sydney',
  hours: [{ from: '2000-01-01', open: '10:00', close: '16:00' }],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'nextWeekday' },
    { name: 'Australia Day', when: date(1, 26), observed: 'nextWeekday' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Anzac Day', when: date(4, 25), observed: 'lost' },
    /** In 2011 it was Anzac Day too, and the Tuesday was given. */
    { name: 'Easter Monday', when: easter(1), observed: 'nextWeekday' },
    { name: "King's (Queen's) Birthday", when: nth(2, MONDAY, 6), observed: 'lost' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'nextWeekday' },
    { name: 'Boxing Day', when: date(12, 26), observed: 'nextWeekday' },
  ],
  closures: [
    { day: '2010-04-26', name: 'Anzac Day (observed)' },
    { day: '2022-09-22', name: 'Mourning for Queen Elizabeth II' },
  ],
  earlyCloses: [
    {
      name: 'Last trading day before Christmas',
      when: date(12, 24),
      from: 2010,
      except: [2022],
      otherwise: 'before',
      close: '14:10',
    },
    {
      name: 'Last trading day of the year',
      when: date(12, 31),
      from: 2010,
      except: [2022],
      otherwise: 'before',
      close: '14:10',
    },
  ],
};
