const NAMES: Readonly<Record<string, string>> = {
  gross: 'gross exposure',
  net: 'net exposure',
  turnover: 'turnover',
  position: 'position size',
  market: 'market exposure',
  alpha: 'alpha factor',
};

/** A limit of the optimizer in words: `sector:technology` → `sector technology`, `style:beta` → `style beta`. */
export function limitName(name: string): string {
  return NAMES[name] ?? name.replace(':', ' ').replaceAll('_', ' ');
}
