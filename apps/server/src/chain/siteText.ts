import { getAddress, type Hex } from 'viem';

/** What a wallet is to sign for a site, and until when. */
export interface SiteText {
  /** Where people reach the server, as `https://robata.example.org`: wallets compare it with the page that asks. */
  readonly siteUrl: string;
  /** The page that asks. */
  readonly path: string;
  /** One line of printable ASCII. */
  readonly says: string;
  readonly identity: { readonly chainId: number; readonly vault: Hex };
  readonly challenge: {
    readonly address: Hex;
    readonly nonce: string;
    readonly issuedAt: string;
    readonly expiresAt: string;
  };
}

/** As EIP-4361 has it: wallets know the form, and warn where a page of another site shows it. */
export function siteText({ siteUrl, path, says, identity: { chainId, vault }, challenge }: SiteText): string {
  const { host, origin } = new URL(siteUrl);
  return [
    `${host} wants you to sign in with your Ethereum account:`,
    getAddress(challenge.address),
    '',
    says,
    '',
    `URI: ${origin}${path}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${challenge.nonce}`,
    `Issued At: ${challenge.issuedAt}`,
    `Expiration Time: ${challenge.expiresAt}`,
    'Resources:',
    `- ethereum:${getAddress(vault)}@${chainId}`,
  ].join('\n');
}
