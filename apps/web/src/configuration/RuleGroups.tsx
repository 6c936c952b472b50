import type { RuleField, Rules } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Section } from '../components/Section.tsx';
import { formatWithUnit } from './formatRule.ts';

/** All rules of a version, in plain words; a score that is not paid takes one line. */
export function RuleGroups({ fields, rules }: { readonly fields: readonly RuleField[]; readonly rules: Rules }) {
  const groups = Map.groupBy(fields, ({ group }) => group);
  return (
    <div className="rule-groups">
      {[...groups].map(([group, list]) => (
        <Section key={group} title={group}>
          <dl className="facts">
            {list
              .filter((field) => isRead(field, rules))
              .map((field) => (
                <div key={field.name}>
                  <dt>
                    <Explained term={{ name: field.title, says: field.says }} />
                  </dt>
                  <dd>{sayOf(field, rules)}</dd>
                </div>
              ))}
          </dl>
        </Section>
      ))}
    </div>
  );
}

const multiplierOf = (name: string): string => name.replace(/\.scale$/, '.multiplier');

/** The scale of what is not paid, and what the chosen weights do not use, say nothing. */
function isRead({ name }: RuleField, rules: Rules): boolean {
  if (/^payout\..+\.scale$/.test(name)) return rules[multiplierOf(name)] !== '0';
  return !(name.startsWith('weighting.') && rules[name] === null);
}

function sayOf(field: RuleField, rules: Rules): string {
  const value = rules[field.name] ?? null;
  if (field.name.endsWith('.multiplier') && value === '0') return 'shown, not paid';
  return formatWithUnit(value, field);
}
