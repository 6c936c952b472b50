// uPlot makes a number format of the browser's language while it is being loaded, and a browser started without a locale calls its
// language `en-US@posix`, which is none: the whole page would fail. Such a browser speaks English from here on. A classic script, so that it
// comes before every module, whatever the bundler makes of them.
try {
  Intl.NumberFormat.supportedLocalesOf(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
