/** What the hash of a submission is taken of: the number of its ids, each id on a line, and its values as IEEE doubles, little-endian, in their order. */
export function submissionBytes(ids: readonly string[], predictions: Float64Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${ids.length}\n${ids.join('\n')}\n`);
  const bytes = new Uint8Array(head.length + 8 * predictions.length);
  bytes.set(head);
  const view = new DataView(bytes.buffer);
  predictions.forEach((value, index) => view.setFloat64(head.length + 8 * index, value, true));
  return bytes;
}
