export interface DomainErrorDetails {
  /** What the caller can do about it, a sentence of its own. */
  readonly remedy?: string;
  /** The argument that is at fault, by the name that the caller knows it by. */
  readonly field?: string;
  readonly cause?: unknown;
}

/**
 * An expected refusal: something that a caller did or asked for and that a rule does not allow. Not for our own faults, which are plain
 * errors and are told to nobody but us. The edges (HTTP, GraphQL, shell) turn it into their own form and show all of it.
 *
 *     throw new DomainError('name_taken', 'There is a model alpha already.', { field: 'name', remedy: 'Choose another name.' });
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  /** Stable and lower snake case: programs may compare it. The sentence may change, the code may not. */
  readonly code: string;
  readonly remedy: string | null;
  readonly field: string | null;

  constructor(code: string, sentence: string, { remedy, field, cause }: DomainErrorDetails = {}) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy ?? null;
    this.field = field ?? null;
  }

  /** What to show: the sentence, then the remedy where there is one. */
  get sentence(): string {
    return this.remedy === null ? this.message : `${this.message} ${this.remedy}`;
  }
}
