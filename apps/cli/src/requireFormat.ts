import { UsageError } from './usageError.ts';

/** The JSON object of a file that says it is of this format. Throws UsageError where it is another format or none. */
export function requireFormat(json: unknown, format: string, path: string): object {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const found = isObject && 'format' in json ? json.format : undefined;
  if (isObject && found === format) return json;
  const what = typeof found === 'string' ? `has the format '${found.slice(0, 60)}'` : 'names no format';
  throw new UsageError(`${path} ${what}: give a JSON object with "format": "${format}".`);
}
