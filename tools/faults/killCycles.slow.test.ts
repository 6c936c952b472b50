import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import { killCycles } from './killCycles.ts';

const isLong = process.env['ROBATA_LONG'] === '1';
const KILLS = isLong ? 3 : 1;
const postgres = await startPostgres();

for (const database of ['PGlite', 'PostgreSQL'] as const) {
  const reason = database === 'PostgreSQL' ? ('reason' in postgres ? postgres.reason : false) : !isLong;
  const skip = reason === true ? 'set ROBATA_LONG=1 to run it' : reason;
  test(`${KILLS} kill${isLong ? 's' : ''} in the middle of closing, scoring and resolving lose and double nothing on ${database}`, {
    skip,
    timeout: isLong ? 3_600_000 : 900_000,
  }, async (t) => {
    const databaseUrl = database === 'PGlite' || 'reason' in postgres ? null : await postgres.createDatabase();
    const report = await killCycles({ kills: KILLS, seed: 1, databaseUrl, tell: (line) => t.diagnostic(line) });
    const { lost, doubled, broken, cycles, acknowledged, resolvedAfterRestart, serverFaults, complaints } = report;
    t.diagnostic(JSON.stringify({ cycles, acknowledged, resolvedAfterRestart, serverFaults }));
    assert.deepEqual({ lost, doubled, broken }, { lost: [], doubled: [], broken: [] });
    assert.equal(cycles, KILLS);
    assert.ok(acknowledged > 50 && resolvedAfterRestart > 0);
    assert.equal(serverFaults, 0, complaints.join('\n'));
  });
}
