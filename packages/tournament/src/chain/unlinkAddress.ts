import { type Amount, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import { type AddressLink, chainList, putChainDocument } from './chainDocuments.ts';
import { heldByAccount } from './ledgerOfVault.ts';
import { addressIn } from './links.ts';

/**
 * Undoes the link of an address that has nothing in the ledger: its events wait for whoever links it next. With `isPlan` it only says whether that could be
 * done. Throws DomainError `invalid_address`, `not_linked`, `in_books` (money of the address is, or was, in the books of its account: that stays so).
 */
export async function unlinkAddress(
  ledger: SharedLedger,
  { address, isPlan = false }: { readonly address: string; readonly isPlan?: boolean },
): Promise<AddressLink> {
  const asked = addressIn(address);
  return ledger.transact(async ({ journal }, writer) => {
    const links = await chainList(writer, 'chain/links');
    const link = links.find((each) => each.address === asked);
    if (link === undefined)
      throw new DomainError('not_linked', `No account has linked ${asked}.`, { field: 'address' });
    const sums = (await chainList(writer, 'chain/sums')).filter((each) => each.address === asked);
    const brought = sums.reduce((sum, each) => sum + each.brought, 0n);
    const held = heldByAccount(journal).get(link.account) ?? 0n;
    if (held !== 0n || sums.some((each) => each.brought !== 0n)) {
      throw new DomainError(
        'in_books',
        `${asked} has brought ${text(brought)} more to the books of account ${link.account} than it took, and they hold ${text(held)}: its link stays.`,
        {
          remedy:
            'Where no round has counted it, release and withdraw all of it with the wallet of that address, and ask again. Else block the account (robata admin account block).',
          field: 'address',
        },
      );
    }
    if (!isPlan) {
      await putChainDocument(
        writer,
        'chain/links',
        links.filter((each) => each !== link),
      );
    }
    return link;
  });
}

const text = (units: bigint): string => formatAmount(units as Amount);
