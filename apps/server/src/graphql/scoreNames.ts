import type { RoundRecord, ScoreColumn } from '@robata/tournament';
import { ownColumns } from './partRound.ts';

/** What clients call our score columns: `displayName` in lists of scores, and the fields of the wide types. The one table of this. */
export const SCORE_NAMES: Readonly<
  Record<string, { readonly displayName: string; readonly fields: readonly string[] }>
> = {
  corr: { displayName: 'v2_corr20', fields: ['corr', 'corr20d', 'corr20V2', 'correlation'] },
  mmc: { displayName: 'mmc', fields: ['mmc', 'mmc20d'] },
  fnc: { displayName: 'fnc_v3', fields: ['fnc', 'fncV3'] },
  tc: { displayName: 'tc', fields: ['tc'] },
  tcLeaveOneOut: { displayName: 'tc_leave_one_out', fields: [] },
  tcLeaveOneOutHeld: { displayName: 'tc_leave_one_out_held', fields: [] },
  corrNomi: { displayName: 'v2_corr20_nomi', fields: [] },
  alpha: { displayName: 'alpha', fields: [] },
  mpc: { displayName: 'mpc', fields: [] },
  corrSignals: { displayName: 'corr', fields: ['corr', 'corr20d', 'corr20V2', 'correlation'] },
  mmcSignals: { displayName: 'mmc', fields: ['mmc', 'mmc20d'] },
  fncV4: { displayName: 'fnc_v4', fields: ['fnc', 'fncV3', 'fncV4'] },
  ic: { displayName: 'ic', fields: ['ic'] },
  ric: { displayName: 'ric', fields: [] },
};

export const displayNameOf = (column: ScoreColumn): string => SCORE_NAMES[column.key]?.displayName ?? column.key;

/** The immutable definition, with the target where there is one: `corr20v2/janet_20`. */
export const versionOf = ({ definitionId, target }: ScoreColumn): string =>
  target === null ? definitionId : `${definitionId}/${target}`;

/** The values of a round's columns under every field name that clients know; undefined scores are null. */
export function scoreFields(round: RoundRecord, values: readonly number[] | undefined): Record<string, number | null> {
  const fields: Record<string, number | null> = {};
  for (const [{ key }, index] of ownColumns(round)) {
    for (const field of SCORE_NAMES[key]?.fields ?? []) fields[field] = finite(values?.[index]);
  }
  return fields;
}

export const finite = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
