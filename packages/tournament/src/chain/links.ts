import { randomBytes } from 'node:crypto';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import { type AddressLink, chainList, type LinkChallenge, putChainDocument } from './chainDocuments.ts';
import type { Hex } from './chainPort.ts';

export interface LinksInput {
  readonly storage: Storage;
  /** What the wallet is to sign: the same of the same challenge. */
  readonly textOf: (challenge: LinkChallenge) => string;
  /** Whether `address` signed `text` (personal_sign, EIP-191; an address with a key of its own, no contract). */
  readonly verify: (signed: {
    readonly address: Hex;
    readonly text: string;
    readonly signature: Hex;
  }) => Promise<boolean>;
  readonly now: () => Date;
}

export interface SignableText {
  readonly text: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

/** Whose address is whose: one address of one account, proved by a signature. Throws DomainError. */
export interface AddressLinks {
  /** What the wallet of `address` is to sign within five minutes; `username` is the account's, as its owner knows it. */
  challenge(asked: {
    readonly account: string;
    readonly username: string;
    readonly address: string;
  }): Promise<SignableText>;
  /**
   * Links the address that signed; it does not sign in by that. Each text serves once, whatever came of it. Throws `unknown_nonce`, `wrong_signature`,
   * `address_taken`, `already_linked` (stakes of another address are in the account's books: that one stays).
   */
  link(signed: { readonly account: string; readonly nonce: string; readonly signature: string }): Promise<AddressLink>;
  /** Whether the linked wallet signs in to the account. Throws `not_linked` where it shall and there is none. */
  letSignIn(asked: { readonly account: string; readonly signsIn: boolean }): Promise<void>;
  ofAccount(account: string): Promise<AddressLink | null>;
}

const VALID_MS = 5 * 60_000;
/** Of one account; more pushes its oldest out. */
const OPEN_CHALLENGES = 5;

export function addressLinks({ storage, textOf, verify, now }: LinksInput): AddressLinks {
  return {
    async challenge({ account, username, address }) {
      const time = now();
      const asked: LinkChallenge = {
        nonce: randomBytes(16).toString('hex'),
        account,
        username,
        address: addressIn(address),
        issuedAt: time.toISOString(),
        expiresAt: new Date(time.getTime() + VALID_MS).toISOString(),
      };
      await storage.transaction(async (writer) => {
        const open = (await chainList(writer, 'chain/nonces')).filter((each) => each.expiresAt > asked.issuedAt);
        const own = open.filter((each) => each.account === account).slice(1 - OPEN_CHALLENGES);
        const others = open.filter((each) => each.account !== account);
        await putChainDocument(writer, 'chain/nonces', [...others, ...own, asked]);
      });
      return { text: textOf(asked), nonce: asked.nonce, expiresAt: asked.expiresAt };
    },

    async link({ account, nonce, signature }) {
      const asked = await storage.transaction(async (writer) => {
        const open = await chainList(writer, 'chain/nonces');
        const found = open.find((each) => each.nonce === nonce && each.account === account);
        if (found !== undefined)
          await putChainDocument(
            writer,
            'chain/nonces',
            open.filter((each) => each !== found),
          );
        return found;
      });
      if (asked === undefined || asked.expiresAt <= now().toISOString()) {
        throw new DomainError(
          'unknown_nonce',
          'That text was not given to this account, was used, or is older than five minutes.',
          {
            remedy: 'Ask for a new text to sign.',
            field: 'nonce',
          },
        );
      }
      const { address } = asked;
      const isSigned =
        /^0x[0-9a-f]{130}$/i.test(signature) &&
        (await verify({ address, text: textOf(asked), signature: signature as Hex }));
      if (!isSigned) {
        throw new DomainError('wrong_signature', `The text was not signed by ${address}.`, {
          remedy: 'Sign with the wallet of that address; addresses of contracts cannot be linked.',
          field: 'signature',
        });
      }
      return storage.transaction(async (writer) => {
        const links = await chainList(writer, 'chain/links');
        const own = links.find((each) => each.account === account);
        if (own?.address === address) return own;
        if (links.some((each) => each.address === address)) {
          throw new DomainError('address_taken', `${address} is linked to another account.`, { field: 'address' });
        }
        const isUsed = (await chainList(writer, 'chain/positions')).some((each) => each.address === own?.address);
        if (own !== undefined && isUsed) {
          throw new DomainError('already_linked', `This account has stakes of ${own.address}.`, {
            remedy: 'Go on with that address: what it staked is in the books of this account.',
            field: 'address',
          });
        }
        const linked: AddressLink = { account, address, linkedAt: now().toISOString(), signsIn: false };
        await putChainDocument(writer, 'chain/links', [...links.filter((each) => each !== own), linked]);
        return linked;
      });
    },

    letSignIn: ({ account, signsIn }) =>
      storage.transaction(async (writer) => {
        const links = await chainList(writer, 'chain/links');
        const own = links.find((each) => each.account === account);
        if (own === undefined && signsIn) {
          throw new DomainError('not_linked', 'No address is linked to your account.', { remedy: 'Link one first.' });
        }
        if (own === undefined || (own.signsIn === true) === signsIn) return;
        await putChainDocument(
          writer,
          'chain/links',
          links.map((each) => (each === own ? { ...own, signsIn } : each)),
        );
      }),

    ofAccount: async (account) =>
      (await chainList(storage, 'chain/links')).find((each) => each.account === account) ?? null,
  };
}

/** In lower case. Throws DomainError `invalid_address`. */
export function addressIn(text: string): Hex {
  if (/^0x[0-9a-f]{40}$/i.test(text)) return text.toLowerCase() as Hex;
  throw new DomainError(
    'invalid_address',
    `'${text.slice(0, 60)}' is no address: it has 0x and 40 hexadecimal digits.`,
    {
      field: 'address',
    },
  );
}
