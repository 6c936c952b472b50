/**
 * Stakes as they weigh the joint meta model: Signals has the share ω of all of it and the classic part 1 − ω, where both have stakes:
 * classic stakes times (1 − ω)·S/S_classic, Signals' times ω·S/S_signals, S the sum of both. Within a part the proportions stay, and so does S.
 * ω null: as they are. What is paid and burned goes by the true stakes. Throws RangeError on a share outside 0…1.
 * @param stakes at or above 0, one per model
 * @param signalsPlaces where Signals models stand among them
 */
export function effectiveStakes(
  stakes: Float64Array,
  signalsPlaces: Int32Array,
  metaModelShare: number | null,
): Float64Array {
  if (metaModelShare === null) return stakes;
  if (!(metaModelShare >= 0 && metaModelShare <= 1))
    throw new RangeError(`the share of Signals is ${metaModelShare}; it is from 0 to 1`);
  const isSignals = new Set(signalsPlaces);
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  const signals = signalsPlaces.reduce((sum, place) => sum + (stakes[place] as number), 0);
  const classic = stakes.reduce((sum, stake, j) => sum + (isSignals.has(j) ? 0 : stake), 0);
  if (!(classic > 0 && signals > 0)) return stakes;
  const factors = { classic: ((1 - metaModelShare) * total) / classic, signals: (metaModelShare * total) / signals };
  return stakes.map((stake, j) => stake * (isSignals.has(j) ? factors.signals : factors.classic));
}
