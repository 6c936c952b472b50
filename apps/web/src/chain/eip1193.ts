/** What a wallet in the browser offers to pages (EIP-1193). */
export interface Eip1193 {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
  on?(event: string, listener: (value: never) => void): unknown;
  removeListener?(event: string, listener: (value: never) => void): unknown;
}

export interface FoundWallet {
  /** Stays the same on the next visit. */
  readonly id: string;
  readonly name: string;
  readonly provider: Eip1193;
}

interface Announcement {
  readonly info: { readonly rdns: string; readonly name: string };
  readonly provider: Eip1193;
}

/**
 * Watches for wallets: those that announce themselves (EIP-6963), and `window.ethereum` where none does. Tells of all that are known, each
 * time that one more is; gives what ends it.
 */
export function watchWallets(onFound: (wallets: readonly FoundWallet[]) => void): () => void {
  const found = new Map<string, FoundWallet>();
  const injected = (window as { readonly ethereum?: Eip1193 }).ethereum;
  const tell = (): void => {
    const announced = [...found.values()];
    const isKnown = injected === undefined || announced.length > 0;
    onFound(isKnown ? announced : [{ id: 'injected', name: 'Browser wallet', provider: injected }]);
  };
  const onAnnounced = (event: Event): void => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail;
    found.set(info.rdns, { id: info.rdns, name: info.name, provider });
    tell();
  };
  window.addEventListener('eip6963:announceProvider', onAnnounced);
  tell();
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  return () => window.removeEventListener('eip6963:announceProvider', onAnnounced);
}

/** The start and the end of an address or a hash. */
export const shortHex = (hex: string): string => `${hex.slice(0, 6)}…${hex.slice(-4)}`;
