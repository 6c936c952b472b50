import type { FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that changes something comes from a page of somebody else (cross-site request forgery): its `Origin` is not ours, or a
 * browser says so. Without either header a request with a cookie counts as foreign: every browser of today sends one of them.
 */
export function isForeignOrigin(request: FastifyRequest, publicUrl: string | null): boolean {
  if (SAFE.has(request.method)) return false;
  const { origin } = request.headers;
  if (origin !== undefined) return origin !== originOf(request, publicUrl);
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin';
  return request.headers.cookie !== undefined;
}

/** Where our own pages are: the configured address, or what the request itself was sent to. */
export const originOf = (request: FastifyRequest, publicUrl: string | null): string =>
  publicUrl === null ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
