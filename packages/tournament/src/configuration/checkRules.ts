import { decimal12, formatAmount, formatDecimal12, parseAmount } from '@robata/ledger';
import type { TournamentConfig } from '../rounds/tournamentConfig.ts';
import { type RuleField, ruleFields, type Rules, type RuleValue } from './ruleFields.ts';
import { statedExcessOf } from './rules.ts';

/** Why a configuration cannot be: at which field, and what to do. */
export interface RuleFault {
  readonly field: string;
  readonly sentence: string;
}

export interface CheckedRules {
  /** Complete, in their one form: decimals without idle zeros, nothing where nothing is read. */
  readonly rules: Rules;
  readonly faults: readonly RuleFault[];
}

/**
 * What is changed put over what holds, checked whole: each field by its kind and range, then what must hold between them. Faults in the order of
 * the fields; `rules` mean something only without any.
 */
export function checkRules(changes: unknown, before: Rules, first: TournamentConfig): CheckedRules {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    return {
      rules: before,
      faults: [{ field: 'rules', sentence: 'The rules are no JSON object of names and values.' }],
    };
  }
  const fields = ruleFields(first.columns, first.signals);
  const known = new Map(fields.map((field) => [field.name, field]));
  const faults: RuleFault[] = [];
  const rules: Record<string, RuleValue> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    const field = known.get(name);
    if (field === undefined) {
      faults.push({ field: name.slice(0, 80), sentence: `There is no rule ${name.slice(0, 80)}. Leave it out.` });
      continue;
    }
    const read = readValue(field, value, before[name] as RuleValue);
    if ('sentence' in read) faults.push({ field: name, sentence: read.sentence });
    else rules[name] = read.value;
  }
  if (faults.length === 0) faults.push(...together(rules, first));
  const order = fields.map(({ name }) => name);
  return { rules, faults: faults.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field)) };
}

type ReadValue = { readonly value: RuleValue } | { readonly sentence: string };

function readValue({ title, kind, unit = '' }: RuleField, value: unknown, before: RuleValue): ReadValue {
  const of = unit === '' ? '' : ` ${unit}`;
  switch (kind.kind) {
    case 'fixed':
      return value === before
        ? { value: before }
        : { sentence: `${title} stays ${before}: it cannot change while the tournament runs. ${kind.because}` };
    case 'flag':
      return typeof value === 'boolean' ? { value } : { sentence: `${title} is true or false.` };
    case 'choice':
      return typeof value === 'string' && kind.options.includes(value)
        ? { value }
        : { sentence: `${title} is one of ${kind.options.join(', ')}.` };
    case 'number': {
      const { minimum, maximum, integer = false, orNull = false } = kind;
      if (value === null && orNull) return { value };
      const isGood =
        typeof value === 'number' && value >= minimum && value <= maximum && (!integer || Number.isInteger(value));
      const sort = integer ? 'a whole number' : 'a number';
      return isGood
        ? { value }
        : { sentence: `${title} is ${sort} from ${minimum} to ${maximum}${of}${orNull ? ', or null' : ''}.` };
    }
    case 'decimal': {
      const { minimum, maximum, places } = kind;
      const units = typeof value === 'string' ? unitsOf(value, places) : null;
      if (
        units === null ||
        units < (unitsOf(minimum, places) as bigint) ||
        units > (unitsOf(maximum, places) as bigint)
      ) {
        return {
          sentence: `${title} is a decimal text from "${minimum}" to "${maximum}"${of}, with at most ${places} places.`,
        };
      }
      return { value: places === 18 ? formatAmount(units as never) : formatDecimal12(units as never) };
    }
  }
}

const LONGEST_DECIMAL = 60;

function unitsOf(text: string, places: 12 | 18): bigint | null {
  if (text.length > LONGEST_DECIMAL || !/^\d+(\.\d+)?$/.test(text)) return null;
  if (places === 18) {
    const parsed = parseAmount(text);
    return parsed.status === 'parsed' ? parsed.amount : null;
  }
  try {
    return decimal12(text);
  } catch {
    return null;
  }
}

/** What single fields do not say; puts what nothing reads to its one form. */
function together(rules: Record<string, RuleValue>, first: TournamentConfig): RuleFault[] {
  const faults: RuleFault[] = [];
  const fault = (field: string, sentence: string): void => void faults.push({ field, sentence });
  const kind = rules['weighting.kind'];
  if (kind === 'capped' && rules['weighting.share'] === null)
    fault('weighting.share', 'Capped weights need the largest share. Give one, as 0.1.');
  if (kind === 'concave' && rules['weighting.exponent'] === null)
    fault('weighting.exponent', 'Concave weights need an exponent. Give one, as 0.5.');
  if (kind !== 'capped') rules['weighting.share'] = null;
  if (kind !== 'concave') rules['weighting.exponent'] = null;

  for (const [part, prefix] of [[first, 'payout'] as const, [first.signals, 'signals.payout'] as const])
    if (part !== undefined) payouts(rules, part, prefix, fault);
  if (first.signals !== undefined && rules['signals.gate.submissions'] === null) {
    rules['signals.gate.churn'] = rules['signals.gate.turnover'] = null;
    rules['signals.gate.needsPrevious'] = false;
  }

  const number = (name: string): number => rules[`optimizer.${name}`] as number;
  const position = Math.max(number('position'), number('positionTimesEqualWeight') / first.universeSize);
  if (position * first.universeSize < number('gross')) {
    fault(
      'optimizer.position',
      `${first.universeSize} positions of ${position} hold less than the gross of ${number('gross')}. Allow larger positions or less gross.`,
    );
  }
  if (number('net') > number('gross'))
    fault('optimizer.net', 'Net is above gross, which it can never be. Give a smaller one.');
  return faults;
}

/** What one part pays: something, and nothing that nobody has measured. */
function payouts(
  rules: Record<string, RuleValue>,
  part: Pick<TournamentConfig, 'columns' | 'payoutPolicy'>,
  prefix: string,
  fault: (field: string, sentence: string) => void,
): void {
  const { columns } = part;
  const paid = columns.filter(({ key }) => rules[`${prefix}.${key}.multiplier`] !== '0');
  for (const { key } of columns) if (!paid.some((each) => each.key === key)) rules[`${prefix}.${key}.scale`] = '1';
  if (paid.length === 0)
    fault(`${prefix}.${columns[0]?.key ?? ''}.multiplier`, 'Nothing is paid. Give one score a multiplier above 0.');
  const uneven = paid.find(({ definitionId }) => definitionId.startsWith('tc-leave-one-out'));
  if (uneven !== undefined && statedExcessOf(rules, part, prefix) === undefined) {
    fault(
      `${prefix}.${uneven.key}.multiplier`,
      `Nobody has measured what a model and its mirror image earn together when ${uneven.key} is paid like this. Take the scores and the limit of a preset that pays it, or pay tc.`,
    );
  }
}
