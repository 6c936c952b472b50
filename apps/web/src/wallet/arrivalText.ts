import { formatTime } from '../format/formatTime.ts';

/** `classic/61` → `round 61`; other tournaments by their name. */
export const roundText = (round: string): string => {
  const [tournament = '', number = ''] = round.split('/');
  return tournament === 'classic' ? `round ${number}` : `${tournament} round ${number}`;
};

/** When something arrives: at once, or after a round, with its planned end where that is known. */
export function arrivalText(after: string | null, at: string | null): string {
  if (after === null) return 'at once';
  const planned = at === null ? 'which is not open yet' : `planned for ${formatTime(at)}`;
  return `when ${roundText(after)} has resolved (${planned})`;
}
