export interface StakedValidation {
  /** Σ stake · validation CORR / Σ stake, over the models that have both. */
  readonly corr: number;
  /** The same with every model counting alike. */
  readonly equal: number;
  readonly models: number;
  /** Of all that is staked, what these models hold, 0…1. */
  readonly stakeShare: number;
}

export interface StakedModel {
  readonly model: number;
  readonly account: string;
  /** Tokens. */
  readonly stake: number;
}

/** Below so many accounts a mean would tell what one of them keeps to itself. */
export const LEAST_ACCOUNTS = 3;

/**
 * How well the staked models did on validation data, weighted by their stakes. Null where fewer than `LEAST_ACCOUNTS` accounts with a stake have a
 * diagnostics run.
 * @param validation by model the mean CORR of its newest run
 */
export function stakedValidation(
  models: readonly StakedModel[],
  validation: ReadonlyMap<number, number>,
): StakedValidation | null {
  const staked = models.filter(({ stake }) => stake > 0);
  const known = staked.flatMap(({ model, account, stake }) => {
    const corr = validation.get(model);
    return corr === undefined ? [] : [{ account, stake, corr }];
  });
  if (new Set(known.map(({ account }) => account)).size < LEAST_ACCOUNTS) return null;
  const total = known.reduce((sum, { stake }) => sum + stake, 0);
  return {
    corr: known.reduce((sum, { stake, corr }) => sum + stake * corr, 0) / total,
    equal: known.reduce((sum, { corr }) => sum + corr, 0) / known.length,
    models: known.length,
    stakeShare: total / staked.reduce((sum, { stake }) => sum + stake, 0),
  };
}
