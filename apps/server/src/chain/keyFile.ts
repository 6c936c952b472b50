import { readFileSync, statSync } from 'node:fs';

/** The key in a file; null where none is named. Throws where others may read it, or it holds no key. */
export function keyIn(file: string): `0x${string}` | null {
  if (file === '') return null;
  let mode: number;
  let text: string;
  try {
    ({ mode } = statSync(file));
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${file} should hold a key and cannot be read.`, { cause });
  }
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${file} holds a key and others may read it: run chmod 600 on it, and take another key if this machine is shared.`,
    );
  }
  // Never shown, not even where it is wrong.
  if (!/^(0x)?[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} holds no key: write 64 hexadecimal digits into it.`);
  return `0x${text.replace(/^0x/i, '').toLowerCase()}`;
}
