/** Words of a listing, not of a company: they are cut off before names are compared. */
const CLASS_WORDS = [
  /\((?:each )?representing.*$/g,
  /\beach representing.*$/g,
  /\b(?:class|series) [a-z0-9]{1,2}\b/g,
  /\bamerican depositary (?:shares?|receipts?)\b/g,
  /\bdepositary (?:shares?|receipts?)\b/g,
  /\b(?:common|ordinary|capital|subordinate|restricted|non-?voting|voting) (?:voting )?(?:stock|shares?)\b/g,
];

/**
 * One key for all share classes of a company: its name in small letters without class words
 * (`Alphabet Inc. Class C Capital Stock` → `alphabet inc`). Legal forms stay, for they tell companies apart.
 * Null where nothing is left.
 */
export function companyKey(name: string): string | null {
  const cut = CLASS_WORDS.reduce((text, words) => text.replaceAll(words, ' '), name.toLowerCase().replaceAll("'", ''));
  const key = cut.replace(/[^\p{L}\p{N}&]+/gu, ' ').trim();
  return key === '' ? null : key;
}
