import type { OwnHoldings, PayoutMode } from '@robata/client';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { Act } from '../forms/Act.tsx';
import { MODES } from './walletTerms.ts';

const ORDER: readonly PayoutMode[] = ['compound', 'take_profit'];

/** Into the stake or into the wallet, of the rounds that close from now on. */
export function PayoutModeChoice({ own: { id, stake } }: { readonly own: OwnHoldings['models'][number] }) {
  const changed = useOwnChanged();
  const choose = async (mode: PayoutMode): Promise<void> => {
    await client.account.choosePayoutMode(id, mode);
    await changed();
  };
  return (
    <>
      <p className="muted">
        It holds for the rounds that close from now on; rounds under way keep what held when they closed.
      </p>
      <ul className="modes">
        {ORDER.map((mode) => (
          <li key={mode} className={stake.payoutMode === mode ? 'mode is-chosen' : 'mode'}>
            <p>
              <strong>Into {MODES[mode].text}</strong>{' '}
              {stake.payoutMode === mode && <span className="badge badge-good">chosen</span>}
            </p>
            <p className="muted">{MODES[mode].says}</p>
            {stake.payoutMode !== mode && (
              <Act label={`Choose this: payouts into ${MODES[mode].text}`} onAct={() => choose(mode)}>
                Choose this
              </Act>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
