import type { Eip1193 } from './eip1193.ts';
import { walletSentence } from './refusals.ts';

/** Has the wallet sign a text (personal_sign). Throws a sentence. */
export async function signText(provider: Eip1193, address: string, text: string): Promise<string> {
  const message = `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  try {
    return (await provider.request({ method: 'personal_sign', params: [message, address] })) as string;
  } catch (error) {
    throw new Error(walletSentence(error) ?? 'The wallet did not sign: open it, and try again.', { cause: error });
  }
}
