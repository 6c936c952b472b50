import type { ExchangeRules } from '../rules.ts';
import { US_CLOSURES, US_EARLY_CLOSES, US_HOLIDAYS, US_ONE_OFF_EARLY_CLOSES } from './unitedStates.ts';

export const NYSE: ExchangeRules = {
  mic: 'XNYS',
  name: 'New York Stock Exchange',
  timeZone: 'America/New_York',
  hours: [{ from: '2000-01-01', open: '09:30', close: '16:00' }],
  holidays: US_HOLIDAYS,
  closures: US_CLOSURES,
  earlyCloses: US_EARLY_CLOSES,
  oneOffEarlyCloses: US_ONE_OFF_EARLY_CLOSES,
};
