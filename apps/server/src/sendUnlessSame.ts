import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tags = new WeakMap<Buffer, string>();

/** Of the bytes themselves, computed once: after a restart the same board has the same tag. */
function tagOf(bytes: Buffer): string {
  const tag = tags.get(bytes) ?? `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
  tags.set(bytes, tag);
  return tag;
}

/** Sends JSON with its `ETag`; whoever says by `If-None-Match` that they have these bytes is sent 304 and nothing. */
export function sendUnlessSame(request: FastifyRequest, reply: FastifyReply, bytes: Buffer): FastifyReply {
  const tag = tagOf(bytes);
  const asked = (request.headers['if-none-match'] ?? '').split(',');
  const known = new Set(asked.map((text) => text.trim().replace(/^W\//, '')));
  reply.header('etag', tag);
  if (known.has(tag) || known.has('*')) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(bytes);
}
