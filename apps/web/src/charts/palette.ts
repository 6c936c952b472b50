import { type ColorScheme, useColorScheme } from '../theme/colorScheme.ts';

const NAMES = [
  'ink',
  'muted',
  'faint',
  'line',
  'accent',
  'accent-soft',
  'blue',
  'blue-soft',
  'positive',
  'negative',
] as const;

/** The colours of the style sheet as a canvas wants them. */
export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('span'));
  const colors = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colors) as Palette;
}

const palettes = new Map<ColorScheme, Palette>();

/** The palette of the colours shown now: the same object as long as they do not change. */
export function usePalette(): Palette {
  const scheme = useColorScheme();
  const palette = palettes.get(scheme) ?? readPalette();
  palettes.set(scheme, palette);
  return palette;
}
