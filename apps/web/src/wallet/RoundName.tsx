import { RoundLink } from '../components/RoundLink.tsx';

/** A round as the ledger names it (`classic/61`): its number, which leads to its page; of other tournaments the name alone. */
export function RoundName({ round }: { readonly round: string }) {
  const [tournament, number] = round.split('/');
  return tournament === 'classic' ? <RoundLink number={Number(number)} /> : <>{round}</>;
}
