import type { BlobReading } from '@robata/tournament';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends a blob that never changes as a file, piece by piece, or the one range of bytes that is asked for (RFC 9110 §14). */
export function sendBlob(request: FastifyRequest, reply: FastifyReply, name: string, blob: BlobReading): FastifyReply {
  const range = rangeOf(request.headers.range, blob.size);
  void reply
    .type('application/zip')
    .header('accept-ranges', 'bytes')
    .header('content-disposition', `attachment; filename="${name}"`);
  if (range === 'beyond') return reply.code(416).header('content-range', `bytes */${blob.size}`).send();
  if (range === null) return reply.header('content-length', blob.size).send(blob.read());
  const { first, last } = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${blob.size}`)
    .header('content-length', last - first + 1)
    .send(blob.read(range));
}

/** Null for no range, several, or one that cannot be read: then all of it is sent, as the standard allows. */
export function rangeOf(header: string | undefined, size: number): { first: number; last: number } | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return null;
  return first > last ? 'beyond' : { first, last };
}
