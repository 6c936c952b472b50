/**
 * What is read of each item, in the order of the items: a few reads (`ahead`, 1 or more) are under way while one is being used, and no more
 * results are held than that. The first failure, in that order, is thrown, and ends it.
 */
export async function* readAhead<T, R>(
  items: readonly T[],
  ahead: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<readonly [item: T, result: R]> {
  const begin = (item: T): readonly [T, Promise<R>] => {
    const reading = read(item);
    // It may fail before its turn: then it is told, and not as one that nobody had waited for.
    reading.catch(() => undefined);
    return [item, reading];
  };
  const underWay = items.slice(0, ahead).map(begin);
  for (let next = ahead; ; next++) {
    const first = underWay.shift();
    if (first === undefined) return;
    const [item, reading] = first;
    const result = await reading;
    if (next < items.length) underWay.push(begin(items[next] as T));
    yield [item, result];
  }
}
