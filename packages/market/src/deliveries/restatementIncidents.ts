import type { Incident } from '../panel.ts';
import { percent } from '../validation/rule.ts';
import { THRESHOLDS } from '../validation/thresholds.ts';
import type { DeliveryComparison, RestatedRow } from './compareDeliveries.ts';

/** The rounds whose scores hold a day. */
export interface ConcernedRounds {
  /** Still scored: they are scored again. */
  readonly unresolved: readonly number[];
  /** They keep their scores. */
  readonly resolved: readonly number[];
}

export interface RestatementOptions {
  /** Of the panel that was used, ISO. */
  readonly days: readonly string[];
  /** By day, an index into `days`. Default: none. */
  readonly roundsOf?: (day: number) => ConcernedRounds;
  /** Rows of these securities were held back as possible splits: what is said now is the answer. */
  readonly held?: ReadonlySet<string>;
  /** Those of them that are shown because an operator knows that the move is real. */
  readonly known?: ReadonlySet<string>;
}

/** So many days are told one by one; of a history that was restated as a whole the rest comes in one sentence. */
const DAYS_TOLD = 20;
const NAMES_TOLD = 5;
const NOBODY: ConcernedRounds = { unresolved: [], resolved: [] };

/**
 * What a newer delivery restates, as incidents: one a day, the largest days first where there are more than 20, and one for what concerns the
 * whole file. Severity: `error` where a return moves by more than 1 % in a round that is still scored, `warning` where any return moves or a used
 * row is gone, else `info`. Each sentence ends with what was decided, after its last semicolon.
 */
export function restatementIncidents(comparison: DeliveryComparison, options: RestatementOptions): Incident[] {
  const { days, roundsOf = () => NOBODY, held = new Set<string>(), known = new Set<string>() } = options;
  const byDay = [...Map.groupBy(comparison.rows, ({ day }) => day)].map(([day, rows]) =>
    ofDay({ day: days[day] as string, rows, rounds: roundsOf(day), held, known }),
  );
  const inOrderOfWeight = byDay.toSorted((a, b) => SEVERITY[b.severity] - SEVERITY[a.severity] || b.rows - a.rows);
  const [told, rest] = [inOrderOfWeight.slice(0, DAYS_TOLD), inOrderOfWeight.slice(DAYS_TOLD)];
  told.sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1));
  const further: Incident[] =
    rest.length === 0
      ? []
      : [
          whole(
            rest[0]?.severity ?? 'info',
            rest.reduce((sum, { rows }) => sum + rows, 0),
            `The newer delivery says otherwise of ${rest.length} further days too; they are treated as the days that are listed.`,
          ),
        ];
  return [...told, ...further, ...ofFile(comparison)];
}

const SEVERITY = { info: 0, warning: 1, error: 2 } as const;

interface RestatedDay {
  readonly day: string;
  readonly rows: readonly RestatedRow[];
  readonly rounds: ConcernedRounds;
  readonly held: ReadonlySet<string>;
  readonly known: ReadonlySet<string>;
}

function ofDay({ day, rows, rounds, held, known }: RestatedDay): Incident {
  const isByOperator = rows.every(({ kind, security }) => kind === 'late' && known.has(security));
  const lead = isByOperator ? 'What an operator knows of a move restates' : 'A newer delivery restates';
  const moved = rows.filter(({ kind, returnChange }) => kind === 'changed' && returnChange !== 0);
  const gone = rows.filter(({ kind }) => kind === 'withdrawn');
  const late = rows.filter(({ kind, security }) => kind === 'late' && !held.has(security));
  const answered = rows.filter(({ kind, security }) => kind === 'late' && held.has(security));
  const other = rows.filter(({ kind, returnChange }) => kind === 'changed' && returnChange === 0);
  const largest = moved.reduce((most, { returnChange }) => Math.max(most, Math.abs(returnChange)), 0);
  const parts = [
    moved.length > 0 && `${counted(moved, 'other return')} by up to ${percent(Math.expm1(largest))}`,
    gone.length > 0 && counted(gone, 'row withdrawn', 'rows withdrawn'),
    late.length > 0 && counted(late, 'row that was not there', 'rows that were not there'),
    answered.length > 0 && `${counted(answered, 'return')} that was held back as a possible split`,
    other.length > 0 && `${counted(other, 'row')} with other ${columnsOf(other)}`,
  ].filter((part) => part !== false);
  const changesReturns = moved.length + gone.length + late.length + answered.length > 0;
  const isSerious = rounds.unresolved.length > 0 && largest > THRESHOLDS.seriousRestatement;
  const names = [...new Set(rows.map(({ security }) => security))];
  return {
    rule: 'restatement',
    severity: isSerious ? 'error' : changesReturns ? 'warning' : 'info',
    rows: rows.length,
    security: names.length === 1 ? (names[0] as string) : null,
    day,
    message: `${lead} ${day}: ${parts.join(', ')}; ${decision(rounds, changesReturns, gone.length > 0)}`,
  };
}

function decision({ unresolved, resolved }: ConcernedRounds, changesReturns: boolean, isGone: boolean): string {
  const rows = isGone ? 'rows that are gone are kept as they were, ' : '';
  if (!changesReturns) return `${rows}no score depends on it, so none is changed.`;
  const again =
    unresolved.length === 0 ? 'no round that is still scored holds the day' : `${roundsIn(unresolved)} scored again`;
  const kept = resolved.length === 0 ? '' : `, ${roundsIn(resolved, true)} scores as they were resolved`;
  return `${rows}${again}${kept}.`;
}

function ofFile({ inserted, withdrawn, lost, rescaled }: DeliveryComparison): Incident[] {
  const all: (Incident | false)[] = [
    inserted.length > 0 &&
      whole(
        'warning',
        inserted.length,
        `A newer delivery has ${inserted.length} days before the last one used that were not there (${listed(inserted)}); they come too late and are not used.`,
      ),
    withdrawn.length > 0 &&
      whole(
        'warning',
        withdrawn.length,
        `A newer delivery lacks ${withdrawn.length} days that were used (${listed(withdrawn)}); they are kept as they were.`,
      ),
    lost.length > 0 &&
      whole(
        'warning',
        lost.length,
        `A newer delivery lacks ${lost.length} securities that traded on the last day used (${listed(lost)}); their rows are kept and no new ones come.`,
      ),
    rescaled.length > 0 &&
      whole(
        'info',
        rescaled.length,
        `A newer delivery multiplies the prices of ${rescaled.length} securities throughout (${listed(rescaled)}), as after a split or a dividend; their returns are the same and nothing is changed.`,
      ),
  ];
  return all.filter((incident) => incident !== false);
}

const whole = (severity: Incident['severity'], rows: number, message: string): Incident => ({
  rule: 'restatement',
  severity,
  rows,
  security: null,
  day: null,
  message,
});

const listed = (names: readonly string[]): string =>
  names.slice(0, NAMES_TOLD).join(', ') + (names.length > NAMES_TOLD ? ', …' : '');

function counted(rows: readonly RestatedRow[], one: string, many = `${one}s`): string {
  return `${rows.length} ${rows.length === 1 ? one : many} (${listed(rows.map(({ security }) => security))})`;
}

const columnsOf = (rows: readonly RestatedRow[]): string =>
  [...new Set(rows.flatMap(({ columns }) => columns))].join(', ');

/** `round 4 is`, `rounds 4 to 6 are`; with `keeps`: `round 4 keeps its`, `rounds 4 to 6 keep their`. */
function roundsIn(numbers: readonly number[], keeps = false): string {
  const [first, last] = [numbers[0] as number, numbers.at(-1) as number];
  const verb = first === last ? (keeps ? 'keeps its' : 'is') : keeps ? 'keep their' : 'are';
  return `${first === last ? `round ${first}` : `rounds ${first} to ${last}`} ${verb}`;
}
