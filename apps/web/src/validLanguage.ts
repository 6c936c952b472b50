/**
 * uPlot makes a number format of the browser's language while it is being imported, and a browser started without a locale calls its
 * language `en-US@posix`, which is none: the whole page would fail. Such a browser speaks English from here on. Import this first.
 */
try {
  Intl.NumberFormat.supportedLocalesOf(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
