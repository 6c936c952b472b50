import type { Incident } from '../../panel.ts';
import { forEachRow, type Rule } from '../rule.ts';

/** Rows without volume: one incident per day. Without a volume column there is nothing to find. */
export const missingVolume: Rule = ({ panel }) => {
  const { volume, days } = panel;
  const missing = Array.from(days, () => 0);
  if (volume !== null) {
    forEachRow(panel, ({ day, cell }) => {
      if (Number.isNaN(volume[cell] as number)) missing[day] = (missing[day] as number) + 1;
    });
  }
  const incidents = missing.flatMap((rows, day): Incident[] => {
    if (rows === 0) return [];
    const message = `${rows} securities have no volume; what needs volume skips the day.`;
    return [{ rule: 'missing_volume', severity: 'info', rows, security: null, day: days[day] as string, message }];
  });
  return {
    rule: 'missing_volume',
    description: 'a close without volume',
    counts: { rows: missing.reduce((sum, rows) => sum + rows, 0), days: incidents.length },
    incidents,
  };
};
