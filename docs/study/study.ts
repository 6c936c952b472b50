import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketPanel } from '@robata/market';
import { measureAgreement, tellAgreement } from './questions/agreement.ts';
import { measureCrowd, tellCrowd } from './questions/crowd.ts';
import { measurePaths, tellPaths } from './questions/path.ts';
import { measurePersistence, tellPersistence } from './questions/persistence.ts';
import { measurePower, tellPower } from './questions/power.ts';
import { measureRelations, tellRelations } from './questions/relations.ts';
import { measureSettings, tellSettings } from './questions/settings.ts';
import { openSeason, type StudyScope } from './seasonCache.ts';
import { openStudy, type Study } from './series.ts';
import type { Told } from './written.ts';

interface Question {
  readonly number: number;
  readonly measure: (study: Study) => unknown;
  readonly tell: (figures: unknown) => Told;
}

const question = <T>(number: number, measure: (study: Study) => T, tell: (figures: T) => Told): Question => ({
  number,
  measure,
  tell: (figures) => tell(figures as T),
});

export const QUESTIONS: readonly Question[] = [
  question(1, measureAgreement, tellAgreement),
  question(2, measurePersistence, tellPersistence),
  question(3, measureRelations, tellRelations),
  question(4, measureSettings, tellSettings),
  question(5, measureCrowd, tellCrowd),
  question(6, measurePaths, tellPaths),
  question(7, measurePower, tellPower),
];

/** The panel's season, and how often a heavy question looks. */
export interface StudyPlan extends StudyScope {
  readonly every: number;
}

/** What was found: by number of the question. */
export interface Findings {
  readonly plan: StudyPlan;
  readonly questions: Readonly<Record<string, unknown>>;
}

export interface StudyInput {
  /** Where the season and the answers so far are kept. */
  readonly folder: string;
  readonly plan: StudyPlan;
  /** These are answered anew; null: those that have no answer yet. */
  readonly only: readonly number[] | null;
  readonly loadPanel: () => Promise<MarketPanel>;
  readonly say: (line: string) => void;
}

/** Answers questions one after the other; each answer is kept when it is known. The same plan and prices give the same figures. */
export async function runStudy({ folder, plan, only, loadPanel, say }: StudyInput): Promise<Findings> {
  const { every, ...scope } = plan;
  const cache = await openSeason(folder, scope, loadPanel, say);
  const study = openStudy(folder, cache, every, say);
  let findings = knownFindings(folder, plan);
  for (const { number, measure } of QUESTIONS) {
    const isWanted = only === null ? findings.questions[number] === undefined : only.includes(number);
    if (!isWanted) continue;
    say(`question ${number}`);
    findings = { plan, questions: { ...findings.questions, [number]: rounded(measure(study)) } };
    writeFileSync(join(folder, 'results.jsonl'), findingsText(findings));
  }
  return findings;
}

/** One JSON value on each line: the plan, then the answers in order. */
export const findingsText = ({ plan, questions }: Findings): string =>
  [{ plan }, ...Object.entries(questions).map(([question, figures]) => ({ question, figures }))]
    .map((value) => `${JSON.stringify(value)}\n`)
    .join('');

export function parseFindings(text: string): Findings {
  const [head, ...answers] = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const questions = (answers as { question: string; figures: unknown }[]).map(
    ({ question, figures }) => [question, figures] as const,
  );
  return { plan: (head as { plan: StudyPlan }).plan, questions: Object.fromEntries(questions) };
}

function knownFindings(folder: string, plan: StudyPlan): Findings {
  const file = join(folder, 'results.jsonl');
  const none: Findings = { plan, questions: {} };
  if (!existsSync(file)) return none;
  const known = parseFindings(readFileSync(file, 'utf8'));
  return JSON.stringify(known.plan) === JSON.stringify(plan) ? known : none;
}

/** All tables and pictures of the questions that were answered. */
export function toldBy({ questions }: Findings): Told {
  const told = QUESTIONS.flatMap(({ number, tell }) =>
    questions[number] === undefined ? [] : [tell(questions[number])],
  );
  return {
    tables: Object.assign({}, ...told.map(({ tables }) => tables)) as Told['tables'],
    plots: Object.assign({}, ...told.map(({ plots }) => plots)) as Told['plots'],
  };
}

/** The page with its tables renewed: each stands between `<!-- table NAME -->` and `<!-- end -->`. Throws where one has no place. */
export function withTables(page: string, tables: Told['tables']): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- table ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`the page has no place for the table ${name}`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
  }, page);
}

const DIGITS = 5;

/** Enough digits for every table; what is not a number becomes null, as in the file. */
function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && Number.isFinite(each) ? Number(each.toPrecision(DIGITS)) : each,
  );
  return JSON.parse(text) as unknown;
}
