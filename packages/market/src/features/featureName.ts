import { createHmac } from 'node:crypto';

/**
 * The published name of a feature: `feature_` and 12 hex digits of HMAC-SHA256(key, `version|recipe name`).
 * Without the key nobody can tell which recipe it is; within one major version it never changes.
 */
export function featureName(key: string, majorVersion: number, recipeName: string): string {
  const digest = createHmac('sha256', key).update(`v${majorVersion}|${recipeName}`).digest('hex');
  return `feature_${digest.slice(0, 12)}`;
}
