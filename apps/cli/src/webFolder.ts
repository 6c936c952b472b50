import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built web app, or null where it was not built. */
export function webFolder(): string | null {
  const folder = fileURLToPath(new URL('../../web/dist', import.meta.url));
  return existsSync(folder) ? folder : null;
}
