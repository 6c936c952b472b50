/** Computes a round's scores again, off the page's own thread. */
import { type RoundToVerify, type VerifiedRound, verifyRoundScores } from '@robata/client/receipts';

export type VerifyQuestion = Pick<RoundToVerify, 'round' | 'model' | 'file'>;
export type VerifyAnswer = { readonly stage: string } | { readonly result: VerifiedRound } | { readonly fault: string };

const answer = (message: VerifyAnswer): void => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<VerifyQuestion>) => {
  verifyRoundScores({ ...data, origin: '', onStage: (stage) => answer({ stage }) }).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ fault: error instanceof Error ? error.message : String(error) }),
  );
});
