import type { ConfigurationDesk, Rules, RuleValue } from '@robata/client';
import { useDeferredValue, useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { Form } from '../forms/Form.tsx';
import { useCheckedChange, useConfigurationChanged } from './configurationQueries.ts';
import { JsonRules } from './JsonRules.tsx';
import { RuleDiff } from './RuleDiff.tsx';
import { RuleInput } from './RuleInput.tsx';

const WAYS = [
  { value: 'fields', text: 'Fields' },
  { value: 'json', text: 'JSON' },
] as const;

/** Another set of rules: field by field or as JSON, checked while one types, then proposed. */
export function ProposeForm({ desk }: { readonly desk: ConfigurationDesk }) {
  const [changes, setChanges] = useState<Rules>({});
  const [way, setWay] = useState<'fields' | 'json'>('fields');
  const changed = useConfigurationChanged();
  const latest = desk.versions[0];
  const before = latest?.rules ?? {};
  const asked = useDeferredValue(changes);
  const isChanged = Object.keys(changes).length > 0;
  const { data, error } = useCheckedChange(asked);
  const checked = isChanged ? data : undefined;
  const faultOf = (name: string): string | null =>
    checked?.faults.find(({ field }) => field === name)?.sentence ?? null;
  const names = new Set(desk.fields.map(({ name }) => name));
  const others = checked?.faults.filter(({ field }) => !names.has(field)) ?? [];
  const change = (name: string, value: RuleValue | undefined): void =>
    setChanges((old) => {
      const others = Object.entries(old).filter(([each]) => each !== name);
      return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
    });
  /** The scale of a score that is not paid says nothing. */
  const isAsked = ({ name }: { readonly name: string }): boolean => {
    const multiplier = name.replace(/\.scale$/, '.multiplier');
    return multiplier === name || (changes[multiplier] ?? before[multiplier]) !== '0';
  };
  const takePreset = (rules: Rules): void =>
    setChanges((old) => ({
      ...Object.fromEntries(Object.entries(old).filter(([name]) => !(name in rules))),
      ...Object.fromEntries(Object.entries(rules).filter(([name, value]) => before[name] !== value)),
    }));
  const presetButton = ({ id, rules }: ConfigurationDesk['presets'][number]) => (
    <button key={id} type="button" className="button" onClick={() => takePreset(rules)}>
      {id}
    </button>
  );

  return (
    <Section
      title="Propose a change"
      aside={<Choice label="How to write it" options={WAYS} value={way} onChange={setWay} />}
    >
      <p>
        It starts from version {latest?.version}. Nothing holds before it is adopted, and then only from round{' '}
        {desk.nextRound} on.
      </p>
      <div className="controls">
        <span className="muted">Pay as</span>
        {desk.presets.map(presetButton)}
        {desk.signalsPresets.length > 0 && <span className="muted">Pay Signals as</span>}
        {desk.signalsPresets.map(presetButton)}
        {isChanged && (
          <button type="button" className="button" onClick={() => setChanges({})}>
            Put everything back
          </button>
        )}
      </div>
      {way === 'json' ? (
        <JsonRules changes={changes} onChange={setChanges} />
      ) : (
        [...Map.groupBy(desk.fields, ({ group }) => group)].map(([group, fields]) => (
          <details key={group} className="rule-group" open={group === 'Payouts'}>
            <summary>
              {group}
              {fields.some(({ name }) => name in changes) && <span className="badge badge-warning">changed</span>}
              {fields.some(({ name }) => faultOf(name) !== null) && (
                <span className="badge badge-bad">to be mended</span>
              )}
            </summary>
            <div className="rule-fields">
              {fields.filter(isAsked).map((field) => (
                <RuleInput
                  key={field.name}
                  field={field}
                  before={before[field.name] ?? null}
                  typed={changes[field.name]}
                  fault={faultOf(field.name)}
                  onChange={(value) => change(field.name, value)}
                />
              ))}
            </div>
          </details>
        ))
      )}
      {isChanged && (
        <div className="stack" aria-live="polite">
          {error !== null && <p className="field-fault">{error.message}</p>}
          {(way === 'json' ? (checked?.faults ?? []) : others).map(({ field, sentence }) => (
            <p key={field} className="field-fault">
              <code>{field}</code> {sentence}
            </p>
          ))}
          {checked !== undefined && checked.faults.length === 0 && checked.changes.length > 0 && (
            <RuleDiff changes={checked.changes} caption="What would change" />
          )}
          {checked?.faults.length === 0 &&
            checked.notices.map((notice) => (
              <p key={notice} className="notice">
                {notice}
              </p>
            ))}
          <Form
            label="Propose the change"
            button="Propose it"
            onSubmit={async ({ text }) => {
              const round = text('effectiveFromRound').trim();
              await client.configuration.propose({
                changes,
                reason: text('reason'),
                ...(round === '' ? {} : { effectiveFromRound: Number(round) }),
              });
              setChanges({});
              await changed();
            }}
          >
            <Field name="reason" label="Reason, a sentence that everybody reads" maxLength={500} autoComplete="off" />
            <Field
              name="effectiveFromRound"
              label="From round"
              inputMode="numeric"
              required={false}
              maxLength={9}
              defaultValue={String(desk.nextRound)}
              autoComplete="off"
              hint={`${desk.nextRound} is the next one that is not open.`}
            />
          </Form>
        </div>
      )}
    </Section>
  );
}
