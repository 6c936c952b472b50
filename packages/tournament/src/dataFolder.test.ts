import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { DataFolderBusyError, openDataFolder } from './dataFolder.ts';

it('is held by one at a time and keeps what was committed over a close', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'robata-folder-'));
  try {
    const first = await openDataFolder(folder);
    await assert.rejects(openDataFolder(folder), DataFolderBusyError);
    await first.storage.transaction((writer) => writer.putDocument('kept', 42));
    await first.close();
    const second = await openDataFolder(folder);
    assert.equal(await second.storage.document('kept'), 42);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
