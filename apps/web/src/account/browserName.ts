const BROWSERS = [
  ['Firefox', /Firefox\/(\d+)/],
  ['Edge', /Edg\w*\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Chrome', /Chrom\w*\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
] as const;
const SYSTEMS = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
] as const;

/** A browser as a person would call it, of what it says of itself: `Firefox 121 on Linux`. */
export function browserName(userAgent: string | null): string {
  const text = userAgent ?? '';
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(text)?.[1];
    if (version === undefined) continue;
    const system = SYSTEMS.find(([, sign]) => sign.test(text));
    return system === undefined ? `${name} ${version}` : `${name} ${version} on ${system[0]}`;
  }
  return text === '' ? 'a browser' : text.slice(0, 40);
}
