/** Why a wallet or the vault did not do it, and what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowed: 'The vault lets only another role do this.',
  IsPaused:
    'The guardian has paused the vault: deposits, claims and withdrawals wait. A pause ends by itself after 14 days at most; releases can be asked for meanwhile.',
  NothingToDo: 'There is nothing to move: the amount is 0, or nothing is due yet.',
  TooMuch: 'That is more than there is: take the amount that the page shows, or less.',
  TooManyReleases: '16 releases of this stake are on their way already: withdraw those that are due, or wait for one.',
  WrongProof:
    'The proof is not of the root that is final now: a newer settlement came meanwhile. Reload the page, and claim again.',
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
  readonly code?: number;
  readonly message?: string;
  readonly data?: unknown;
  readonly error?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
}

const asError = (value: unknown): ProviderError | null =>
  typeof value === 'object' && value !== null ? (value as ProviderError) : null;

/** What a reverted call gave back, wherever the wallet put it; null where nothing was. */
export function revertData(value: unknown, depth = 0): `0x${string}` | null {
  if (typeof value === 'string') return /^0x([0-9a-f]{2}){4,}$/i.test(value) ? (value as `0x${string}`) : null;
  const error = asError(value);
  if (error === null || depth > 5) return null;
  for (const inner of [error.data, error.error, error.cause, error.originalError]) {
    const found = revertData(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** What a wallet says with its code (EIP-1193, EIP-1474); null where it says it in words alone. */
export function walletSentence(value: unknown): string | null {
  const error = asError(value);
  switch (error?.code) {
    case 4001:
      return 'You turned it down in the wallet: nothing was sent.';
    case 4100:
      return 'The wallet has not allowed this page to use that account: connect it again.';
    case 4200:
      return 'This wallet cannot do that: use another one.';
    case 4900:
    case 4901:
      return 'The wallet is not connected to its network: look at its settings, and try again.';
    case 4902:
      return 'The wallet does not know this network: add it there first, with the address that the operator gives.';
    case -32_002:
      return 'The wallet is waiting for you already: open it.';
    case -32_000:
      return /insufficient funds/i.test(error.message ?? '')
        ? "The account has too little of the network's own coin to pay for gas."
        : null;
    default:
      return null;
  }
}
