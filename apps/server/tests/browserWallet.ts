import type { BrowserContext } from 'playwright-core';

export interface BrowserWallet {
  /** What the wallet was asked for, in order. */
  readonly asked: readonly string[];
  /** Has the wallet answer the next call of a method with an error. Default: its person turns it down. */
  refuse(method: string, code?: number): void;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * Puts a small wallet (EIP-1193, announced by EIP-6963) into every page of a context. It asks the JSON-RPC at `url`, whose accounts are
 * unlocked, through this process: pages themselves may ask nobody but their server. `accounts[0]` is what it shows; pages change it by
 * `window.wallet.show(address)`, and its network by `window.wallet.move(chain)`. It begins on another one.
 */
export async function browserWallet(
  context: BrowserContext,
  { url, accounts, chainId }: { readonly url: string; readonly accounts: readonly string[]; readonly chainId: number },
): Promise<BrowserWallet> {
  const asked: string[] = [];
  const refused = new Map<string, number>();
  let id = 0;
  await context.exposeFunction('askWallet', async (method: string, params: readonly unknown[]): Promise<Answer> => {
    asked.push(method);
    const code = refused.get(method);
    if (code !== undefined) {
      refused.delete(method);
      return { error: { code, message: 'The request was refused.' } };
    }
    // Wallets take the typed text as JSON, the local chain as what it says.
    const given = method === 'eth_signTypedData_v4' ? [params[0], JSON.parse(params[1] as string)] : params;
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params: given });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await response.json()) as Answer;
  });
  await context.addInitScript(wallet, { accounts: [...accounts], chainId });
  return { asked, refuse: (method, code = 4001) => void refused.set(method, code) };
}

/** Runs in the page. */
function wallet({ accounts, chainId }: { readonly accounts: readonly string[]; readonly chainId: number }): void {
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const ask = (window as unknown as { askWallet(method: string, params: readonly unknown[]): Promise<Answer> })
    .askWallet;
  // Over reloads, as a wallet keeps it.
  const kept = (name: string): string | null => sessionStorage.getItem(`wallet.${name}`);
  const keep = (name: string, value: string): void => sessionStorage.setItem(`wallet.${name}`, value);
  const tell = (event: string, value: unknown): void => {
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  const shown = (): string[] => (kept('allowed') === null ? [] : [kept('account') ?? (accounts[0] as string)]);
  const hex = (id: number): string => `0x${id.toString(16)}`;
  const provider = {
    async request({ method, params = [] }: { readonly method: string; readonly params?: readonly unknown[] }) {
      switch (method) {
        case 'eth_requestAccounts':
          keep('allowed', 'yes');
          return shown();
        case 'eth_accounts':
          return shown();
        case 'eth_chainId':
          return kept('chain') ?? hex(1);
        case 'wallet_switchEthereumChain': {
          const [{ chainId: wanted }] = params as readonly [{ readonly chainId: string }];
          if (wanted !== hex(chainId)) throw { code: 4902, message: 'Unrecognized chain.' };
          keep('chain', wanted);
          tell('chainChanged', wanted);
          return null;
        }
      }
      const { result, error } = await ask(method, params);
      if (error !== undefined) throw error;
      return result;
    },
    on: (event: string, listener: (value: unknown) => void) =>
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    removeListener: (event: string, listener: (value: unknown) => void) => listeners.get(event)?.delete(listener),
  };
  const show = (address: string): void => {
    keep('account', address);
    tell('accountsChanged', [address]);
  };
  const move = (id: number): void => {
    keep('chain', hex(id));
    tell('chainChanged', hex(id));
  };
  Object.assign(window, { ethereum: provider, wallet: { show, move } });
  const detail = { info: { uuid: 'test', name: 'Test Wallet', icon: '', rdns: 'org.example.wallet' }, provider };
  const announce = (): boolean => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
