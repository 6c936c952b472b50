import type { FileHandle } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface FileToSend {
  readonly handle: FileHandle;
  /** What a browser saves it as. */
  readonly name: string;
  /** Strong: another one for other bytes. */
  readonly etag: string;
  /** Beside those that every file has. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
};

/**
 * Sends an open file, or the part of it that a single `Range` asks for, and closes it. The length is always true and nothing is encoded,
 * so that a client can go on where it stopped. `If-Range` with another file's tag gets the whole; several ranges get the whole, as the
 * standard allows; a range beyond the end gets 416.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { handle, name, etag, headers = {} }: FileToSend,
): Promise<FastifyReply> {
  try {
    const { size } = await handle.stat();
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
    void reply.headers({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-transform',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      etag,
      ...headers,
    });
    if (ifNoneMatch === etag) {
      await handle.close();
      return reply.code(304).send();
    }
    const part = ifRange === undefined || ifRange === etag ? partOf(range, size) : 'whole';
    if (part === 'beyond') {
      await handle.close();
      return reply
        .code(416)
        .type('application/json; charset=utf-8')
        .header('content-range', `bytes */${size}`)
        .send({ message: `The file has ${size} bytes.` });
    }
    const { start, end } = part === 'whole' ? { start: 0, end: size - 1 } : part;
    if (part !== 'whole') void reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
    void reply.header('content-length', end - start + 1);
    if (request.method === 'HEAD' || size === 0) {
      await handle.close();
      return reply.send();
    }
    return reply.send(handle.createReadStream({ start, end, highWaterMark: 256 * 1024 }));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

type Part = { readonly start: number; readonly end: number } | 'whole' | 'beyond';

/** What a Range header asks for of `size` bytes; one that is not understood asks for the whole (RFC 9110). */
function partOf(range: string | undefined, size: number): Part {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '');
  if (match === null) return 'whole';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const count = Math.min(Number(to), size);
    return count === 0 ? 'beyond' : { start: size - count, end: size - 1 };
  }
  const start = Number(from);
  if (start >= size) return 'beyond';
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return end < start ? 'whole' : { start, end };
}
