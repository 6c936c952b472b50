import { NodeRefusal, NodeSilent } from './nodeOf.ts';
import { refused } from './transactions.ts';

/** What a person is told of a failure: what the library that asks the node has wrapped is taken out again; sentences stay as they are. */
export function plainError(error: unknown): unknown {
  if (!isWrapped(error)) return error instanceof NodeRefusal ? refused(error) : error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NodeSilent) return cause;
    if (cause instanceof NodeRefusal) return refused(cause);
  }
  return new Error(`what your node says cannot be read: ${error.shortMessage}`, { cause: error });
}

const isWrapped = (error: unknown): error is Error & { readonly shortMessage: string } =>
  error instanceof Error && typeof (error as { readonly shortMessage?: unknown }).shortMessage === 'string';
