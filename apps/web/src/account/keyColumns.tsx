import type { OwnKey } from '@robata/client';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';

/** What one's own keys and an account's in the console both say. */
type Key = Pick<OwnKey, 'name' | 'publicId' | 'scopes' | 'lastUsedAt'>;

export const keyName = (header: string): Column<Key> => ({
  key: 'name',
  header,
  cell: ({ name, publicId }) => (
    <>
      {name} <code className="muted">{publicId}</code>
    </>
  ),
  isText: true,
  isRowHeader: true,
});

export const KEY_SCOPES: Column<Key> = {
  key: 'scopes',
  header: 'May',
  cell: ({ scopes }) => <span className="message">{scopes.join(', ')}</span>,
  isText: true,
};

export const KEY_USED: Column<Key> = {
  key: 'used',
  header: 'Last used',
  cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : formatTime(lastUsedAt)),
  isText: true,
};
