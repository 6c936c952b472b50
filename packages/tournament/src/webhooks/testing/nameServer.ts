import { createSocket } from 'node:dgram';
import { type LookupAddress, promises as dns } from 'node:dns';
import { once } from 'node:events';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

const A = 1;
const AAAA = 28;
const HEADER_BYTES = 12;

export interface NameServer {
  /** Resolves as `dns.lookup` does, by asking this server. */
  readonly resolve: LookupFunction;
  close(): void;
}

/** A name server on loopback that knows `names` and nothing else. */
export async function nameServer(names: Readonly<Record<string, readonly string[]>>): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    const wanted = type === A ? 4 : type === AAAA ? 6 : 0;
    const addresses = (names[name] ?? []).filter((each) => isIP(each) === wanted);
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    header.writeUInt16BE(name in names ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const answers = addresses.map((each) => answerOf(type, each));
    socket.send(Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new dns.Resolver({ timeout: 30_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const find = async (hostname: string): Promise<LookupAddress[]> => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [
      ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
      ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (found.length === 0) throw Object.assign(new Error(`${hostname} is unknown`), { code: 'ENOTFOUND' });
    return found;
  };
  return {
    resolve: (hostname, options, callback) => {
      callbackify(find)(hostname, (error, found) => {
        if (error !== null) return callback(error, '', 0);
        return options.all === true ? callback(null, found) : callback(null, found[0]?.address ?? '', found[0]?.family);
      });
    },
    close: () => void socket.close(),
  };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answerOf(type: number, address: string): Buffer {
  const data = Buffer.from(
    type === A ? address.split('.').map(Number) : wordsOf(address).flatMap((w) => [w >> 8, w & 255]),
  );
  const head = Buffer.alloc(HEADER_BYTES);
  // The name is that of the question.
  head.writeUInt16BE(0xc000 + HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** The eight words of an IPv6 address in its short form. */
function wordsOf(address: string): number[] {
  const [left = '', right] = address.split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [head, tail] = [parse(left), parse(right ?? '')];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}
