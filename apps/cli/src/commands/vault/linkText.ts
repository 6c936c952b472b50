import { getAddress, type Hex } from 'viem';

/** What the text has to name before a wallet signs it. */
export interface LinkedThere {
  /** Hosts of which the text may be. */
  readonly sites: readonly string[];
  readonly address: string;
  readonly account: { readonly id: string; readonly username: string };
  readonly chainId: number;
  readonly vault: string;
  readonly nonce: string;
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * A signature is worth what the signed text says, so that only this text (EIP-4361) is signed: it links this address to this account, at a site
 * that was meant, and nothing else. A server that hands on the text of another site, where somebody else waits for the signature, is found out
 * by the site's name. Throws an Error that says what differs.
 */
export function assertLinkText(text: string, { sites, address, account, chainId, vault, nonce }: LinkedThere): void {
  const lines = text.split('\n');
  const asks = ' wants you to sign in with your Ethereum account:';
  const first = lines[0] ?? '';
  const site = first.endsWith(asks) ? first.slice(0, -asks.length) : null;
  if (site === null) throw new Error(differs(`its first line is '${shown(first)}'`));
  if (!sites.includes(site)) {
    throw new Error(
      `The text to sign is of '${shown(site)}', not of ${sites.join(' or ')}: nothing was signed. If that is the name of this server, add --site '${shown(site)}'.`,
    );
  }
  const wanted: readonly (string | readonly string[] | RegExp)[] = [
    first,
    getAddress(address),
    '',
    `Link this address to the account ${account.username} (${account.id}). It costs nothing and moves nothing.`,
    '',
    [`URI: https://${site}/wallet/chain`, `URI: http://${site}/wallet/chain`],
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    /^Issued At: /,
    /^Expiration Time: /,
    'Resources:',
    `- ethereum:${getAddress(vault as Hex)}@${chainId}`,
  ];
  const fits = (line: string, wish: string | readonly string[] | RegExp): boolean =>
    wish instanceof RegExp
      ? wish.test(line) && TIME.test(line.replace(wish, ''))
      : typeof wish === 'string'
        ? line === wish
        : wish.includes(line);
  const other = wanted.findIndex((wish, at) => !fits(lines[at] ?? '', wish));
  if (other >= 0) throw new Error(differs(`line ${other + 1} is '${shown(lines[other] ?? '')}'`));
  if (lines.length > wanted.length) throw new Error(differs(`it goes on with '${shown(lines[wanted.length] ?? '')}'`));
}

const differs = (what: string): string =>
  `The server asks for a signature under another text than the one that links this address to your account: ${what}. Nothing was signed.`;

/** Of a text that nobody can trust: short, and without what would move a terminal's cursor. */
const shown = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
