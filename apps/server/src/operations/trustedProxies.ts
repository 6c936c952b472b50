import { isIP } from 'node:net';

/** Networks that the word stands for: this machine, addresses of one link, private networks. */
const WORDS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * The proxies whose `X-Forwarded-…` headers are believed, as ROBATA_TRUSTED_PROXIES names them with commas between: addresses, networks as
 * 10.0.0.0/8, or the words loopback, linklocal, uniquelocal. Null where it is not set: nobody's are. Throws an error with the remedy.
 */
export function trustedProxies(text: string | undefined): readonly string[] | null {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !WORDS.has(name) && !isNetwork(name));
  if (wrong === undefined) return names.length === 0 ? null : names;
  throw new Error(
    `ROBATA_TRUSTED_PROXIES names '${wrong.slice(0, 60)}': give addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal.`,
  );
}

function isNetwork(name: string): boolean {
  const [address = '', bits, ...more] = name.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
