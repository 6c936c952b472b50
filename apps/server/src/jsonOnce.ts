/** A value as JSON, written once per object however often it is asked for: a long leaderboard costs more to write than to compute. */
export function jsonOnce(): (value: object) => string {
  const texts = new WeakMap<object, string>();
  return (value) => {
    const text = texts.get(value) ?? JSON.stringify(value);
    texts.set(value, text);
    return text;
  };
}
