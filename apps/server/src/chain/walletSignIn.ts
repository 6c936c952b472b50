import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DomainError, type Storage } from '@robata/tournament';
import { addressIn, chainList, type Hex, putChainDocument, type SignableText } from '@robata/tournament/chain';
import { isSignedBy } from './isSignedBy.ts';
import { siteText } from './siteText.ts';

export interface WalletSignInInput {
  readonly storage: Storage;
  readonly identity: { readonly chainId: number; readonly vault: `0x${string}` };
  /** Where people reach the server, as `https://robata.example.org`: wallets compare it with the page that asks. */
  readonly publicUrl: string;
  /** Signs what is given out; the same for every server of a database. */
  readonly secret: string;
  readonly now: () => Date;
}

/** Signing in with the wallet of an address that is linked to an account. Throws DomainError. */
export interface WalletSignIn {
  /**
   * What the wallet is to sign within five minutes; the same for every address, whether somebody has linked it or not. Nothing is kept of it, so that
   * nobody's texts push out another's. Throws `invalid_address`.
   */
  challenge(address: string): Promise<SignableText>;
  /**
   * The account of the address that signed. Each text serves once. Throws `unknown_nonce`, `wrong_signature`, and, to
   * the owner of the address alone, `wallet_not_linked`.
   */
  accountOf(signed: { readonly address: string; readonly nonce: string; readonly signature: string }): Promise<string>;
}

const VALID_MS = 5 * 60_000;
const NONCE = /^([0-9a-f]{32})([0-9a-f]{12})([0-9a-f]{32})$/;

export function walletSignIn({ storage, identity, publicUrl, secret, now }: WalletSignInInput): WalletSignIn {
  const says = 'Sign in to your account of this tournament. It costs nothing and moves nothing.';
  const proofOf = (address: Hex, random: string, issued: string): string =>
    createHmac('sha256', secret).update(`robata wallet\n${address}\n${random}\n${issued}`).digest('hex').slice(0, 32);
  /** A nonce says itself when it was given, and that it was given here for this address. */
  const textOf = (address: Hex, nonce: string): SignableText | null => {
    const [, random = '', issued = '', proof = ''] = NONCE.exec(nonce) ?? [];
    const right = Buffer.from(proofOf(address, random, issued));
    if (proof === '' || !timingSafeEqual(Buffer.from(proof), right)) return null;
    const issuedMs = Number.parseInt(issued, 16);
    const [issuedAt, expiresAt] = [new Date(issuedMs).toISOString(), new Date(issuedMs + VALID_MS).toISOString()];
    const challenge = { address, nonce, issuedAt, expiresAt };
    return { text: siteText({ siteUrl: publicUrl, path: '/sign-in', says, identity, challenge }), nonce, expiresAt };
  };
  const unknownNonce = (): DomainError =>
    new DomainError(
      'unknown_nonce',
      'That text was not given for this address, was used, or is older than five minutes.',
      { remedy: 'Ask for a new text to sign.', field: 'nonce' },
    );
  const use = ({ nonce, expiresAt }: SignableText): Promise<boolean> =>
    storage.transaction(async (writer) => {
      const used = await chainList(writer, 'chain/sign-ins');
      if (used.some((each) => each.nonce === nonce)) return false;
      const kept = used.filter((each) => each.expiresAt > now().toISOString());
      await putChainDocument(writer, 'chain/sign-ins', [...kept, { nonce, expiresAt }]);
      return true;
    });

  return {
    async challenge(text) {
      const address = addressIn(text);
      const [random, issued] = [randomBytes(16).toString('hex'), now().getTime().toString(16).padStart(12, '0')];
      const given = textOf(address, `${random}${issued}${proofOf(address, random, issued)}`);
      if (given === null) throw new Error('a nonce is made as it is read');
      return given;
    },

    async accountOf({ address: text, nonce, signature }) {
      const address = addressIn(text);
      const asked = textOf(address, nonce);
      if (asked === null || asked.expiresAt <= now().toISOString()) throw unknownNonce();
      if (!(await isSignedBy({ address, text: asked.text, signature }))) {
        throw new DomainError('wrong_signature', `The text was not signed by ${address}.`, {
          remedy: 'Sign with the wallet of that address; wallets that are contracts cannot sign in.',
          field: 'signature',
        });
      }
      // Only now: a stranger without the wallet spoils nobody's text.
      if (!(await use(asked))) throw unknownNonce();
      const link = (await chainList(storage, 'chain/links')).find((each) => each.address === address);
      if (link?.signsIn === true) return link.account;
      throw new DomainError('wallet_not_linked', `No account lets ${address} sign in.`, {
        remedy: 'Sign in with your password, link the address in your wallet on chain, and let it sign in there.',
      });
    },
  };
}
