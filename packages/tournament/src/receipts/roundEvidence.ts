import { type ContributionKit, kitToJson, parseKit } from '@robata/portfolio';
import type { ScoreColumn } from '../records.ts';
import type { ContributionSettings } from '../rounds/tournamentConfig.ts';

/**
 * All that a resolved round's scores follow from beside the predictions: published for everybody, under the round's own ids. With one's own
 * predictions it gives CORR, MMC, FNC and TC by leave-one-out; TC by gradient drops others' stakes and needs their predictions too.
 */
export interface RoundEvidence {
  readonly round: number;
  readonly columns: readonly ScoreColumn[];
  readonly contribution: ContributionSettings;
  /** In the partial form, without models: problem, meta model, total weight, and the returns of all days. */
  readonly kit: ContributionKit;
  /** Who made the meta model, in the order of the full kit, and with which weights: stakes at risk as the configuration weighs them. */
  readonly models: readonly string[];
  readonly weights: Float64Array;
  /** The last day's targets by name, n each, NaN where missing. */
  readonly targets: ReadonlyMap<string, Float64Array>;
  /** The features that FNC is neutral to: bins 0…4, −1 missing; column-major, n × F. */
  readonly neutralBins: Int8Array;
  /** SHA-256 of the manifest of the full kit that the round publishes; missing where it publishes none, or was resolved before kits had one. */
  readonly fullKit?: string;
}

export const EVIDENCE_FORMAT = 'robata-round-evidence/1';
const MISSING = '-';

/** The file's text, which a receipt holds the SHA-256 of. Numbers in their shortest exact form, bins as one text of digits for each feature. */
export function evidenceJson(evidence: RoundEvidence): string {
  const { round, columns, contribution, kit, models, weights, targets, neutralBins, fullKit } = evidence;
  const stocks = kit.problem.ids.length;
  const bins = Array.from({ length: stocks === 0 ? 0 : neutralBins.length / stocks }, (_, j) =>
    Array.from(neutralBins.subarray(j * stocks, (j + 1) * stocks), (bin) => (bin < 0 ? MISSING : String(bin))).join(''),
  );
  return JSON.stringify({
    format: EVIDENCE_FORMAT,
    round,
    columns,
    contribution,
    kit: kitToJson(kit),
    models,
    weights: [...weights],
    // Not by whoever scored first: by name.
    targets: Object.fromEntries(
      [...targets]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, values]) => [name, Array.from(values, (value) => (Number.isNaN(value) ? null : value))]),
    ),
    neutralBins: bins,
    fullKit,
  });
}

/** Reads such a file. Throws Error with one sentence on what is none. */
export function parseEvidence(text: string): RoundEvidence {
  const json = objectOf(text);
  if (json['format'] !== EVIDENCE_FORMAT)
    throw new Error(`The file is no evidence of a round: its format is not ${EVIDENCE_FORMAT}.`);
  const read = parseKit(json['kit']);
  if ('fault' in read) throw new Error(`The evidence holds a kit that cannot be read: ${read.fault}`);
  const { kit } = read;
  const stocks = kit.problem.ids.length;
  const columns = listOf<ScoreColumn>(json, 'columns');
  const models = listOf<string>(json, 'models');
  const weights = Float64Array.from(listOf<number>(json, 'weights'));
  if (weights.length !== models.length) throw new Error('The evidence has not one weight for each model.');
  const bins = listOf<string>(json, 'neutralBins');
  const neutralBins = new Int8Array(bins.length * stocks);
  bins.forEach((digits, j) => {
    if (digits.length !== stocks || !/^[0-4-]*$/.test(digits)) {
      throw new Error(`The evidence's feature ${j + 1} is not ${stocks} bins from 0 to 4.`);
    }
    for (let i = 0; i < stocks; i++) neutralBins[j * stocks + i] = digits[i] === MISSING ? -1 : Number(digits[i]);
  });
  const targets = new Map<string, Float64Array>();
  for (const [name, values] of Object.entries(json['targets'] as Record<string, (number | null)[]>)) {
    if (!Array.isArray(values) || values.length !== stocks) {
      throw new Error(`The evidence's target ${name} has not ${stocks} values.`);
    }
    targets.set(
      name,
      Float64Array.from(values, (value) => value ?? Number.NaN),
    );
  }
  const { round, contribution } = json as unknown as Pick<RoundEvidence, 'round' | 'contribution'>;
  const fullKit = typeof json['fullKit'] === 'string' ? { fullKit: json['fullKit'] } : {};
  return { round, columns, contribution, kit, models, weights, targets, neutralBins, ...fullKit };
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Error('The evidence is not JSON: download it again.');
}

function listOf<T>(json: Record<string, unknown>, field: string): readonly T[] {
  const list = json[field];
  if (!Array.isArray(list)) throw new Error(`The evidence has no list '${field}'.`);
  return list as readonly T[];
}
