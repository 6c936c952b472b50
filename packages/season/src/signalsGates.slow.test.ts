import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gatesKey, isSignals, memoryStorage, type RoundGates, type Storage } from '@robata/tournament';
import { smallSeason } from './testing/smallSeason.ts';

const gate = { submissions: 2, churn: 0.2, turnover: null, needsPrevious: false };
const SETTINGS = { models: 4, signals: 6, seed: 5, signalsConfig: { gate } } as const;

async function checkRounds(storage: Storage): Promise<{ refused: number; counted: number }> {
  const models = new Map((await storage.models()).map((model) => [model.id, model]));
  const seen = { refused: 0, counted: 0 };
  for (const { number } of await storage.rounds()) {
    const gates = (await storage.document(gatesKey(number))) as RoundGates | null;
    assert.ok(gates !== null && gates.round === number);
    const entries = new Map((await storage.entries({ round: number })).map((entry) => [entry.model, entry]));
    for (const { model, reasons, compared, churn } of gates.states) {
      assert.ok(isSignals(models.get(model) as never));
      assert.equal(compared, Math.min(2, number - 1));
      assert.deepEqual(reasons, churn !== null && churn >= gate.churn ? ['churn'] : []);
      const atRisk = entries.get(model)?.atRisk as bigint;
      if (reasons.length > 0) assert.equal(atRisk, 0n, 'scored, with nothing at risk');
      seen[reasons.length > 0 ? 'refused' : 'counted'] += 1;
    }
    const scored = new Set((await storage.scores({ round: number, latestOnly: true })).map(({ model }) => model));
    assert.ok(gates.states.every(({ model }) => scored.has(model)));
  }
  return seen;
}

it('who does not keep to the gates is scored and has nothing at risk, in the past and live alike', async () => {
  const past = await smallSeason({ ...SETTINGS, rounds: 3 });
  const { refused, counted } = await checkRounds(past.storage);
  assert.ok(refused > 0 && counted > 0, `${refused} refused, ${counted} counted`);

  const lastDay = (await past.storage.fundDays()).at(-1)?.day as string;
  const storage = memoryStorage();
  const isOver = async (): Promise<boolean> => ((await storage.fundDays()).at(-1)?.day ?? '') < lastDay;
  await smallSeason({ ...SETTINGS, rounds: 1, storage, input: { nextDay: isOver } });
  for (const number of [1, 2, 3]) {
    assert.deepEqual(await storage.document(gatesKey(number)), await past.storage.document(gatesKey(number)));
  }
});

it('compares with the rounds under way alone, as live, however many the policy looks at', async () => {
  const all = { ...gate, submissions: 8 };
  const { storage } = await smallSeason({ models: 2, signals: 2, seed: 5, rounds: 6, signalsConfig: { gate: all } });
  const compared = await Promise.all(
    (await storage.rounds()).map(async ({ number }) => {
      const { states } = (await storage.document(gatesKey(number))) as RoundGates;
      return states.map((state) => state.compared)[0];
    }),
  );
  // A round of 20 days is resolved when the fifth after it closes.
  assert.deepEqual(compared, [0, 1, 2, 3, 4, 4]);
});
