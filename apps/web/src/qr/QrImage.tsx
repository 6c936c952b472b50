import { useMemo } from 'react';
import { qrCode } from './qrCode.ts';

/** Modules of light around a code, without which cameras do not find it. */
const QUIET = 4;

/** A text as a QR code, dark on light in both themes. */
export function QrImage({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const { size, isDark } = qrCode(text);
    const places = Array.from({ length: size * size }, (_, at) => [Math.floor(at / size), at % size] as const);
    const squares = places.filter(([row, column]) => isDark(row, column));
    return { size, path: squares.map(([row, column]) => `M${column + QUIET} ${row + QUIET}h1v1h-1z`).join('') };
  }, [text]);
  const side = size + 2 * QUIET;
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
