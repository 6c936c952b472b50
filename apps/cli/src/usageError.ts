/** The words on the command line do not fit; the message is one plain sentence with the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
