/** Reads a stream of chunks by numbers of bytes. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Chunks that are `bytes` long together. Throws RangeError where the stream ends before. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    while (bytes > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new RangeError('it ends too early');
      const piece = this.#rest.subarray(0, bytes);
      this.#rest = this.#rest.subarray(piece.length);
      bytes -= piece.length;
      yield piece;
    }
  }

  async read(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.take(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length === 0) if (!(await this.#more())) return true;
    return false;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done === true) return false;
    this.#rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return true;
  }
}
