import { UsageError } from '../../usageError.ts';
import type { VaultOptions } from '../vault.ts';
import { assertCanAsk, isAgreed } from './ask.ts';
import { assertLinkText } from './linkText.ts';
import { answered, nodeSide, type ServerSide, serverSide, walletOf } from './session.ts';

/** Names of this machine: a server on it may know itself by another one than it was asked by. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Links the wallet's address to the account of the key. With --print the text is shown for another wallet to sign, whose signature --nonce and
 * --signature bring. What is signed is read first.
 */
export async function runLink(given: VaultOptions): Promise<number> {
  const { nonce, signature } = given;
  if ((nonce === undefined) !== (signature === undefined)) {
    throw new UsageError('robata vault link: --nonce and --signature belong together, as --print said.');
  }
  const wallet = given.print || signature !== undefined ? null : walletOf(given);
  if (wallet !== null) assertCanAsk(given, 'link');
  const there = await serverSide(given);
  if (nonce !== undefined && signature !== undefined) return linked(given, there, { nonce, signature });
  const address = wallet?.address ?? given.address;
  if (address === undefined) {
    throw new UsageError(
      'robata vault link: name the file with your wallet’s key, --wallet FILE, or have another wallet sign: --print --address 0x….',
    );
  }
  if (!/^0x[0-9a-f]{40}$/i.test(address)) {
    throw new UsageError(
      `robata vault link: '${address.slice(0, 60)}' is no address: give 0x and 40 hexadecimal digits.`,
    );
  }
  const { own } = there;
  if (own.isUsed && own.address !== address.toLowerCase()) {
    throw new Error(
      `your account has stakes of ${own.address}, so that address stays: go on with its wallet, or link ${address.toLowerCase()} to another account.`,
    );
  }
  // Linking needs no node; where one is named the vault is looked at before a text names it.
  if (given.rpc !== undefined) await nodeSide(given, there);
  const text = await askedText(given, there, address);
  if (wallet === null) {
    const shown = { address: address.toLowerCase(), ...text };
    console.log(given.json ? JSON.stringify(shown) : textOfPrinted(shown));
    return 0;
  }
  if (!given.json) console.log(`${text.text}\n`);
  if (!given.yes) {
    if (given.json) console.error(`${text.text}\n`);
    if (!(await isAgreed('Sign this text?'))) {
      console.error('Nothing was signed.');
      return 1;
    }
  }
  return linked(given, there, { nonce: text.nonce, signature: await wallet.signMessage({ message: text.text }) });
}

/** The text that the server wants signed, once it is known to say what it has to. */
async function askedText(given: VaultOptions, { origin, server, chain }: ServerSide, address: string) {
  const [{ text, nonce, expiresAt }, account] = [
    await answered(origin, server.chainChallenge(address)),
    await answered(origin, server.account.me()),
  ];
  const sites = given.site === undefined ? hostsOf(origin) : [given.site];
  assertLinkText(text, { sites, address, account, chainId: chain.chainId, vault: chain.vault, nonce });
  return { text, nonce, expiresAt };
}

function hostsOf(origin: string): string[] {
  const { host, hostname, port } = new URL(origin);
  if (!LOCAL_HOSTS.includes(hostname)) return [host];
  return LOCAL_HOSTS.map((name) => (port === '' ? name : `${name}:${port}`));
}

async function linked(
  given: VaultOptions,
  { origin, server }: ServerSide,
  signed: { readonly nonce: string; readonly signature: string },
): Promise<number> {
  const { address, linkedAt } = await answered(origin, server.linkAddress(signed));
  console.log(
    given.json
      ? JSON.stringify({ address, linkedAt })
      : `${address} is linked to your account (since ${linkedAt}): what it stakes on your models is in your books.`,
  );
  return 0;
}

const textOfPrinted = ({ text, nonce, expiresAt }: Awaited<ReturnType<typeof askedText>>): string =>
  [
    `Have the wallet of the address sign this text (personal_sign), until ${expiresAt}:`,
    '',
    text,
    '',
    `Then: robata vault link --nonce ${nonce} --signature 0x…`,
  ].join('\n');
