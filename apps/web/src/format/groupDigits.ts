/** A sentence whose numbers are grouped as figures are: `17880 rounds` as `17,880 rounds`. Places after a point, and words with digits in them, stay. */
export const groupDigits = (sentence: string): string =>
  sentence.replaceAll(/(?<![\w.,-])\d{4,}(?![\w-])/g, (digits) => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ','));
