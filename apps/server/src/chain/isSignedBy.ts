import { type Hex, verifyMessage } from 'viem';

/** Whether `address` signed `text` (personal_sign, EIP-191; an address with a key of its own, no contract). What is no signature is nobody's. */
export async function isSignedBy(signed: {
  readonly address: Hex;
  readonly text: string;
  readonly signature: string;
}): Promise<boolean> {
  const { address, text, signature } = signed;
  if (!/^0x[0-9a-f]{130}$/i.test(signature)) return false;
  return verifyMessage({ address, message: text, signature: signature as Hex }).catch(() => false);
}
