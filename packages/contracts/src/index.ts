import artifact from '../artifacts/StakingVault.json' with { type: 'json' };

export { stakingVaultAbi } from './stakingVaultAbi.ts';
export {
  modelKey,
  type NextSettlement,
  nextSettlement,
  type RoundPayout,
  type SettlementLeaf,
  type SettlementRow,
  type SettlementTree,
  settlementLeafHash,
  settlementTree,
  type VaultIdentity,
  verifySettlementLeaf,
} from './settlementTree.ts';
export { isStakingVaultCode } from './vaultCode.ts';
export { BURN_SINK, MOST_LEAST_DEPOSIT, VAULT_PARAMETERS, type VaultParameters } from './vaultParameters.ts';

/** What deploys a vault; its constructor takes (token, burnSink, owner, settler, guardian, changeDelay, parameters). */
export const stakingVaultBytecode = artifact.bytecode as `0x${string}`;
