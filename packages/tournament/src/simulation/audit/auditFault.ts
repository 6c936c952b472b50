/** The audit found something that must not be. */
export class AuditFault extends Error {
  override readonly name = 'AuditFault';
}

export function must(holds: boolean, sentence: () => string): asserts holds {
  if (!holds) throw new AuditFault(sentence());
}
