import { readFileSync } from 'node:fs';
import { UsageError } from '../../usageError.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_SERVER = 'http://localhost:8080';

/** Where the tournament is: as given, else ROBATA_SERVER, else this machine. Without slashes at the end. Throws UsageError where it is no web address. */
export function serverOf(given: string | undefined, environment: Environment, command = 'submit'): string {
  const text = given ?? (environment['ROBATA_SERVER'] || DEFAULT_SERVER);
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new UsageError(
    `robata ${command}: '${text}' is no address of a server; give one like https://robata.example.org.`,
  );
}

/** The key, `PUBLIC$SECRET`, out of a file or the environment, and never out of the words, which other users of a machine can see. Throws UsageError. */
export function keyOf(file: string | undefined, environment: Environment, command = 'submit'): string {
  const key = (file === undefined ? (environment['ROBATA_KEY'] ?? '') : textOf(file, command)).trim();
  if (/^[^\s$]+\$[^\s$]+$/.test(key)) return key;
  const where = file === undefined ? 'ROBATA_KEY' : file;
  const what = key === '' ? `there is no key in ${where}` : `what ${where} holds is no key`;
  throw new UsageError(
    `robata ${command}: ${what}: make one on the page of your account and put it there as PUBLIC_ID$SECRET.`,
  );
}

function textOf(file: string, command: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`robata ${command}: the key file ${file} cannot be read.`, { cause });
  }
}
