interface ProviderError {
  readonly code?: number;
  readonly message?: string;
}

const asError = (value: unknown): ProviderError | null =>
  typeof value === 'object' && value !== null ? (value as ProviderError) : null;

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
