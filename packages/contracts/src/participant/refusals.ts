/** Why the vault or its token did not do it, and what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowed: 'The vault lets only another role do this.',
  IsPaused:
    'The guardian has paused the vault: deposits, claims and withdrawals wait. A pause ends by itself after 14 days at most; releases can be asked for meanwhile.',
  NothingToDo: 'There is nothing to move: the amount is 0, or nothing is due yet.',
  TooMuch: 'That is more than there is: take the amount that is shown, or less.',
  TooLittle: 'That is less than the vault takes at once: deposit more, or together with the next.',
  TooManyReleases: '16 releases of this stake are on their way already: withdraw those that are due, or wait for one.',
  WrongProof:
    'The proof is not of the root that is final now: a newer settlement came meanwhile. Load it anew, and claim again.',
  SettlementPending: 'A settlement is within its challenge delay: claim once it is final.',
  NoSettlementPending: 'No settlement is within its challenge delay.',
  TokenTookMore: 'The token took more than it was told to: the vault does not deal with such tokens.',
  NotSilent: 'The operator is not silent for long enough: release and withdraw the usual way.',
  TooEarly: 'It is too early for this.',
  ReentrancyGuardReentrantCall: 'The token called the vault back, which it refuses.',
  SafeERC20FailedOperation: 'The token refused the transfer: look at your balance and at what the vault may take.',
  ERC20InsufficientBalance: 'Your wallet has fewer tokens than that: take a smaller amount.',
  ERC20InsufficientAllowance: 'The vault may not take so many of your tokens: approve the amount first.',
  ERC20InvalidReceiver: 'The token refuses the receiver.',
  ERC2612ExpiredSignature: 'The permit has expired: deposit again and sign a new one.',
  ERC2612InvalidSigner: 'The permit was signed by another address than the one that deposits.',
};

/** The sentence for an error of the contract; one that is not known is named. */
export const refusalSentence = (error: string): string =>
  REFUSALS[error] ?? `The vault refused it (${error}). Nothing was moved.`;

interface ProviderError {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
}

/** What a reverted call gave back, wherever a wallet or a node put it; null where nothing was. */
export function revertData(value: unknown, depth = 0): `0x${string}` | null {
  if (typeof value === 'string') return /^0x([0-9a-f]{2}){4,}$/i.test(value) ? (value as `0x${string}`) : null;
  if (typeof value !== 'object' || value === null || depth > 5) return null;
  const error = value as ProviderError;
  for (const inner of [error.data, error.error, error.cause, error.originalError]) {
    const found = revertData(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
