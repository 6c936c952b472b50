/** What a person reads of a failure: its message on one line (of a refusal with the remedy), never a stack trace. */
export function sentenceOf(error: unknown): string {
  const message = (refusalOf(error) ?? (error instanceof Error ? error.message : String(error))).trim();
  const line = message.replace(/\s*\n\s*/g, ' ').slice(0, 1000);
  return line === '' ? 'robata failed without a word: set ROBATA_DEBUG=1 and run it again to see where.' : line;
}

/** A DomainError’s sentence with its remedy. Known by its shape: its room is not loaded for commands that do without. */
function refusalOf(error: unknown): string | null {
  const { sentence } = error instanceof Error ? (error as Error & { readonly sentence?: unknown }) : {};
  return typeof sentence === 'string' ? sentence : null;
}
