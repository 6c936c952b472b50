export { refusalSentence, revertData } from './refusals.ts';
export {
  type ChainView,
  isOver,
  type SeenTransaction,
  type SentWhen,
  type Stage,
  stageOf,
} from './transactionStage.ts';
