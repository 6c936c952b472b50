import { randomBytes } from 'node:crypto';
import { DomainError, type Storage } from '@robata/tournament';
import {
  addressIn,
  chainList,
  putChainDocument,
  type SignableText,
  type SignInChallenge,
} from '@robata/tournament/chain';
import { getAddress } from 'viem';
import { isSignedBy } from './isSignedBy.ts';

export interface WalletSignInInput {
  readonly storage: Storage;
  readonly identity: { readonly chainId: number; readonly vault: `0x${string}` };
  /** Where people reach the server, as `https://robata.example.org`: wallets compare it with the page that asks. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Signing in with the wallet of an address that is linked to an account. Throws DomainError. */
export interface WalletSignIn {
  /** What the wallet is to sign within five minutes; the same for every address, whether somebody has linked it or not. Throws `invalid_address`. */
  challenge(address: string): Promise<SignableText>;
  /**
   * The account of the address that signed. Each text serves once, whatever came of it. Throws `unknown_nonce`, `wrong_signature`, and, to
   * the owner of the address alone, `wallet_not_linked`.
   */
  accountOf(signed: { readonly address: string; readonly nonce: string; readonly signature: string }): Promise<string>;
}

const VALID_MS = 5 * 60_000;
/** More push the oldest out. */
export const OPEN_OF_ADDRESS = 5;
export const OPEN_IN_ALL = 1_000;

export function walletSignIn({ storage, identity, publicUrl, now }: WalletSignInInput): WalletSignIn {
  const { host, origin } = new URL(publicUrl);
  const { chainId, vault } = identity;

  /** As EIP-4361 has it: wallets know the form, and warn where a page of another site shows it. */
  const textOf = ({ address, nonce, issuedAt, expiresAt }: SignInChallenge): string =>
    [
      `${host} wants you to sign in with your Ethereum account:`,
      getAddress(address),
      '',
      'Sign in to your account of this tournament. It costs nothing and moves nothing.',
      '',
      `URI: ${origin}/sign-in`,
      'Version: 1',
      `Chain ID: ${chainId}`,
      `Nonce: ${nonce}`,
      `Issued At: ${issuedAt}`,
      `Expiration Time: ${expiresAt}`,
      'Resources:',
      `- ethereum:${getAddress(vault)}@${chainId}`,
    ].join('\n');

  return {
    async challenge(text) {
      const address = addressIn(text);
      const time = now();
      const asked: SignInChallenge = {
        nonce: randomBytes(16).toString('hex'),
        address,
        issuedAt: time.toISOString(),
        expiresAt: new Date(time.getTime() + VALID_MS).toISOString(),
      };
      await storage.transaction(async (writer) => {
        const open = (await chainList(writer, 'chain/sign-ins')).filter((each) => each.expiresAt > asked.issuedAt);
        const dropped = new Set(open.filter((each) => each.address === address).slice(0, 1 - OPEN_OF_ADDRESS));
        const kept = open.filter((each) => !dropped.has(each));
        await putChainDocument(writer, 'chain/sign-ins', [...kept.slice(1 - OPEN_IN_ALL), asked]);
      });
      return { text: textOf(asked), nonce: asked.nonce, expiresAt: asked.expiresAt };
    },

    async accountOf({ address: text, nonce, signature }) {
      const address = addressIn(text);
      const asked = await storage.transaction(async (writer) => {
        const open = await chainList(writer, 'chain/sign-ins');
        const found = open.find((each) => each.nonce === nonce && each.address === address);
        const others = open.filter((each) => each !== found);
        if (found !== undefined) await putChainDocument(writer, 'chain/sign-ins', others);
        return found;
      });
      if (asked === undefined || asked.expiresAt <= now().toISOString()) {
        throw new DomainError(
          'unknown_nonce',
          'That text was not given for this address, was used, or is older than five minutes.',
          { remedy: 'Ask for a new text to sign.', field: 'nonce' },
        );
      }
      if (!(await isSignedBy({ address, text: textOf(asked), signature }))) {
        throw new DomainError('wrong_signature', `The text was not signed by ${address}.`, {
          remedy: 'Sign with the wallet of that address; wallets that are contracts cannot sign in.',
          field: 'signature',
        });
      }
      const link = (await chainList(storage, 'chain/links')).find((each) => each.address === address);
      if (link?.signsIn === true) return link.account;
      throw new DomainError('wallet_not_linked', `No account has linked ${address} in a browser.`, {
        remedy: 'Sign in with your password, and link the address in your wallet on chain.',
      });
    },
  };
}
