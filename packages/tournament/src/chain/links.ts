import { randomBytes } from 'node:crypto';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import { type AddressLink, chainDocument, chainList, type LinkChallenge, putChainDocument } from './chainDocuments.ts';
import type { Hex } from './chainPort.ts';

export interface LinksInput {
  readonly storage: Storage;
  /** Where people reach the server, as robata.example.org: what the wallet shows them. */
  readonly domain: () => string;
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
  /** What the wallet of `address` is to sign within five minutes. */
  challenge(asked: { readonly account: string; readonly address: string }): Promise<SignableText>;
  /**
   * Links the address that signed. Each text serves once, whatever came of it. Throws `unknown_nonce`, `wrong_signature`, `address_taken`,
   * `already_linked` (stakes of another address are in the account's books: that one stays). `isPerson`: asked in a session, not with a key.
   */
  link(signed: {
    readonly account: string;
    readonly nonce: string;
    readonly signature: string;
    readonly isPerson: boolean;
  }): Promise<AddressLink>;
  ofAccount(account: string): Promise<AddressLink | null>;
}

const VALID_MS = 5 * 60_000;
/** Of one account; more pushes its oldest out. */
const OPEN_CHALLENGES = 5;

export function addressLinks({ storage, domain, verify, now }: LinksInput): AddressLinks {
  const textOf = async ({ account, address, nonce, expiresAt }: LinkChallenge): Promise<string> => {
    const vault = await chainDocument(storage, 'chain/vault');
    if (vault === null) throw new DomainError('no_vault', 'Stakes of this tournament are not on chain.');
    return [
      `${domain()} asks you to link this address to your account. Signing costs nothing and moves nothing.`,
      '',
      `Address: ${address}`,
      `Account: ${account}`,
      `Chain: ${vault.chainId}`,
      `Vault: ${vault.vault}`,
      `Nonce: ${nonce}`,
      `Valid until: ${expiresAt}`,
    ].join('\n');
  };

  return {
    async challenge({ account, address }) {
      const asked: LinkChallenge = {
        nonce: randomBytes(16).toString('hex'),
        account,
        address: addressIn(address),
        expiresAt: new Date(now().getTime() + VALID_MS).toISOString(),
      };
      const text = await textOf(asked);
      await storage.transaction(async (writer) => {
        const open = (await chainList(writer, 'chain/nonces')).filter((each) => each.expiresAt > now().toISOString());
        const own = open.filter((each) => each.account === account).slice(1 - OPEN_CHALLENGES);
        const others = open.filter((each) => each.account !== account);
        await putChainDocument(writer, 'chain/nonces', [...others, ...own, asked]);
      });
      return { text, nonce: asked.nonce, expiresAt: asked.expiresAt };
    },

    async link({ account, nonce, signature, isPerson }) {
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
        (await verify({ address, text: await textOf(asked), signature: signature as Hex }));
      if (!isSigned) {
        throw new DomainError('wrong_signature', `The text was not signed by ${address}.`, {
          remedy: 'Sign with the wallet of that address; addresses of contracts cannot be linked.',
          field: 'signature',
        });
      }
      return storage.transaction(async (writer) => {
        const links = await chainList(writer, 'chain/links');
        const own = links.find((each) => each.account === account);
        if (own?.address === address && (own.signsIn === true || !isPerson)) return own;
        if (links.some((each) => each.address === address && each !== own)) {
          throw new DomainError('address_taken', `${address} is linked to another account.`, { field: 'address' });
        }
        const isOther = own !== undefined && own.address !== address;
        const isUsed = (await chainList(writer, 'chain/positions')).some((each) => each.address === own?.address);
        if (isOther && isUsed) {
          throw new DomainError('already_linked', `This account has stakes of ${own.address}.`, {
            remedy: 'Go on with that address: what it staked is in the books of this account.',
            field: 'address',
          });
        }
        const linkedAt = own === undefined || isOther ? now().toISOString() : own.linkedAt;
        const linked: AddressLink = { account, address, linkedAt, signsIn: isPerson };
        await putChainDocument(writer, 'chain/links', [...links.filter((each) => each !== own), linked]);
        return linked;
      });
    },

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
