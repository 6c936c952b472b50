import { useSyncExternalStore } from 'react';

export type ColorScheme = 'light' | 'dark';

const DARK = '(prefers-color-scheme: dark)';
const listeners = new Set<() => void>();
const notify = (): void => listeners.forEach((listener) => listener());

const systemScheme = (): ColorScheme => (matchMedia(DARK).matches ? 'dark' : 'light');

function currentScheme(): ColorScheme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : systemScheme();
}

function subscribe(listener: () => void): () => void {
  const system = matchMedia(DARK);
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}

/** The colours that are shown now: those chosen, else the system's. */
export const useColorScheme = (): ColorScheme => useSyncExternalStore(subscribe, currentScheme);

/** Changes to the other colours and remembers it; back at the system's own, it follows the system again. */
export function toggleColorScheme(): void {
  const next: ColorScheme = currentScheme() === 'dark' ? 'light' : 'dark';
  const isSystem = next === systemScheme();
  if (isSystem) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    if (isSystem) localStorage.removeItem('theme');
    else localStorage.setItem('theme', next);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  notify();
}
