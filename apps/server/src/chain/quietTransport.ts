import { http, type HttpTransportConfig, type Transport } from 'viem';

/**
 * JSON-RPC over HTTP whose errors name only the host: the rest of an address may hold the operator's key, and errors go into logs. What they say otherwise
 * stays as it is.
 */
export function quietTransport(url: string, config: HttpTransportConfig): Transport {
  const { protocol, host, origin, pathname, search } = new URL(url);
  const secret = pathname + search === '/' ? [] : [url, `${origin}${pathname}${search}`];
  const made = http(url, config);
  return (options) => {
    const transport = made(options);
    const request: typeof transport.request = async (call, more) => {
      try {
        return await transport.request(call, more);
      } catch (error) {
        for (let cause = error; cause instanceof Error; cause = cause.cause)
          hide(cause, secret, `${protocol}//${host}/…`);
        throw error;
      }
    };
    return { ...transport, request };
  };
}

/** In every text of an error: message, stack, and what viem keeps beside them. */
function hide(error: Error, secret: readonly string[], shown: string): void {
  const clean = (text: string): string => secret.reduce((rest, each) => rest.replaceAll(each, shown), text);
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string') Reflect.set(error, name, clean(value));
    if (Array.isArray(value)) {
      Reflect.set(
        error,
        name,
        value.map((each: unknown) => (typeof each === 'string' ? clean(each) : each)),
      );
    }
  }
}
