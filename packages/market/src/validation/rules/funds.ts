import { type Rule, summary } from '../rule.ts';

/** Closed-end funds and the like, by name and industry: never in the universe. */
export const funds: Rule = ({ panel }) => {
  const rows = panel.securities.filter(({ isFund }) => isFund).length;
  return {
    rule: 'fund',
    description: 'closed-end funds by name or industry',
    counts: { securities: rows },
    incidents: summary({
      rule: 'fund',
      severity: 'info',
      rows,
      message: `${rows} securities are closed-end funds by their name or industry; they are kept, but out of the universe.`,
    }),
  };
};
