import { limitName } from './limitName.ts';

const NAMES: Readonly<Record<string, string>> = {
  market: 'market',
  sector: 'sectors',
  country: 'country',
  'features:medium': 'medium features',
  'meta model:signals': 'Signals meta model, without you',
  'meta model:joint': 'joint meta model, without you',
};

/** What a signal is held against, in words. */
export const groupName = (name: string): string => NAMES[name] ?? limitName(name);
