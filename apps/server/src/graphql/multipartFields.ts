import { DomainError } from '@robata/tournament';

const PARTS_MAX = 8;
const NAME = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i;

/**
 * The text parts of a multipart/form-data body (RFC 7578) by their names. Own reading of a body that is small and in memory: .NET writes
 * names without quotes and gives texts the type application/json, which the usual parsers refuse or read as something else.
 * Throws DomainError on a body that is not of the form or has more than 8 parts.
 */
export function multipartFields(contentType: string, body: Uint8Array): ReadonlyMap<string, string> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = `\r\n--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  const text = `\r\n${bytes.toString('utf8')}`;
  const parts = boundary === null ? [] : text.split(delimiter);
  const last = parts.pop();
  parts.shift();
  if (last === undefined || !last.startsWith('--') || parts.length > PARTS_MAX) throw malformed();
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const disposition = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(part.slice(0, Math.max(0, end)))?.[1];
      const name = disposition === undefined ? null : NAME.exec(disposition);
      if (end < 0 || name === null) throw malformed();
      return [name[1] ?? name[2] ?? '', part.slice(end + 4)];
    }),
  );
}

const malformed = (): DomainError =>
  new DomainError('invalid_body', 'The body is not well-formed multipart/form-data.', {
    remedy: 'Send the parts query and variables, each ended by the boundary.',
  });
