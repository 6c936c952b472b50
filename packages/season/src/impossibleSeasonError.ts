/** These prices and settings give no round. */
export class ImpossibleSeasonError extends Error {
  override readonly name = 'ImpossibleSeasonError';
}
