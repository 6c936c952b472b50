import { toggleColorScheme, useColorScheme } from '../theme/colorScheme.ts';

/** Light or dark. */
export function ThemeToggle() {
  const scheme = useColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" className="theme-toggle" onClick={toggleColorScheme} aria-label={`Show ${other} colours`}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 2.800a7.200 7.200 0 0 1 0 14.400z" fill="currentColor" />
      </svg>
    </button>
  );
}
