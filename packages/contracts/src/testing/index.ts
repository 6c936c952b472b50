export { type LocalChain, type LocalChainOptions, localChain, type Receipt, type VaultOptions } from './localChain.ts';
export { randomSource } from './randomSource.ts';
export { testTokenAbi } from './testTokenAbi.ts';
export { refusal, type StakeView, type TestVault, type TestVaultOptions, testVault, tokens } from './vaultForTests.ts';
