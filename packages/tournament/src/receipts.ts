/** A door of this room for browsers too: to compute a resolved round's scores again from what it published. No disk, no database, no threads. */
export { chunksOf, isKitFile, KitFileError, kitFault, parseKit, readKitFile } from '@robata/portfolio';
export type { PublishedReceipts } from './receipts/roundReceipts.ts';
export { type ScoreReceipt, type WholeReceipts, wholeReceipts } from './receipts/scoreReceipt.ts';
export { type ScoreCheck, type ScoresToVerify, type ScoreVerification, verifyScores } from './receipts/verifyScores.ts';
