import type { RuleField, Rules, RuleValue } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Section } from '../components/Section.tsx';
import { formatWithUnit } from './formatRule.ts';
import { isRead } from './isRead.ts';
import { namedScores } from './namedScores.ts';

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
                  <dd>
                    {isScores(field) ? (
                      <Scores text={textOf(rules[field.name])} fields={fields} />
                    ) : (
                      sayOf(field, rules)
                    )}
                  </dd>
                </div>
              ))}
          </dl>
        </Section>
      ))}
    </div>
  );
}

const isScores = ({ name }: RuleField): boolean => name === 'columns' || name === 'signals.columns';
const textOf = (value: RuleValue | undefined): string => (value == null ? '' : String(value));

/** Each score of the rounds on a line of its own, by the name that the other pages give it. */
function Scores({ text, fields }: { readonly text: string; readonly fields: readonly RuleField[] }) {
  return (
    <ul className="plain-list">
      {namedScores(text, fields).map(({ key, name, definition }) => (
        <li key={key}>
          {name} <code>{definition}</code>
        </li>
      ))}
    </ul>
  );
}

function sayOf(field: RuleField, rules: Rules): string {
  const value = rules[field.name] ?? null;
  if (field.name.endsWith('.multiplier') && value === '0') return 'shown, not paid';
  return formatWithUnit(value, field);
}
