import type { Incident } from '../../panel.ts';
import type { Rule } from '../rule.ts';

/** Companies with several listed classes at one time: the universe takes the most traded one. */
export const shareClasses: Rule = ({ panel }) => {
  const { securities, days, stride, close } = panel;
  const shares = (a: number, b: number): boolean => {
    for (let day = 0; day < days.length; day++) {
      if (!Number.isNaN((close[a * stride + day] as number) + (close[b * stride + day] as number))) return true;
    }
    return false;
  };
  const classes = Map.groupBy(securities.keys(), (index) => securities[index]?.company ?? null);
  classes.delete(null);
  let pairs = 0;
  const incidents: Incident[] = [];
  for (const rivals of classes.values()) {
    const found = rivals.flatMap((a, i) => rivals.slice(i + 1).filter((b) => shares(a, b))).length;
    if (found === 0) continue;
    pairs += found;
    const ids = rivals.map((index) => securities[index]?.id ?? '');
    incidents.push({
      rule: 'share_classes',
      severity: 'info',
      rows: rivals.length,
      security: ids[0] ?? null,
      day: null,
      message: `${ids.join(', ')} are classes of one company by name; the universe takes the most traded one.`,
    });
  }
  return {
    rule: 'share_classes',
    description: 'the same name without class words',
    counts: { companies: incidents.length, pairs },
    incidents,
  };
};
