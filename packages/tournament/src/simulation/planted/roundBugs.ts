import type { RoundRecord, RoundStep } from '../../records.ts';
import { advance } from '../../rounds/roundState.ts';
import type { StorageWriter } from '../../storage/storage.ts';
import { isoSecond } from '../../submissions/isoSecond.ts';
import { gateOf } from '../gate.ts';
import { forgetfulSteps } from './forgetfulSteps.ts';
import type { PlantedBug } from './plantedBug.ts';
import { withReads, withWriter } from './spoil.ts';

/** In what is done when. */
export const ROUND_BUGS: readonly PlantedBug[] = [
  {
    name: 'takes submissions at the close instant',
    seeds: 20,
    gate: (gate, { storage, now }) => ({
      ...gate,
      submit: gateOf({ storage, now: () => isoSecond(new Date(now().getTime() - 1000)) }).submit,
    }),
  },
  {
    name: 'counts stakes of the close instant',
    seeds: 40,
    engine: (engine, { market, now }) => ({
      ...engine,
      async takeDueSnapshots() {
        const late = market.rounds.map((round) => now().getTime() - market.closesMs(round));
        if (late.every((ms) => ms < 0 || ms >= 1000)) await engine.takeDueSnapshots();
      },
    }),
  },
  {
    name: 'fixes the stakes when the close runs, not at the close',
    seeds: 40,
    engine: (engine) => ({ ...engine, takeDueSnapshots: async () => undefined }),
  },
  {
    name: 'counts late submissions',
    seeds: 12,
    gate: (gate) => ({
      ...gate,
      async close(round) {
        await gate.close(round);
        return gate.selected(round);
      },
    }),
  },
  {
    name: 'opens a closed gate again',
    seeds: 3,
    gate: (gate, { storage, now }) => ({
      ...gate,
      submit: gateOf({
        now: () => isoSecond(now()),
        storage: withReads((reader) => ({
          async document(key) {
            const state = await reader.document(key);
            return state === null ? null : { ...state, closed: false, sealed: false };
          },
        }))(storage),
      }).submit,
    }),
  },
  {
    name: 'pays without the approval',
    seeds: 20,
    approval: 'automatic',
  },
  {
    name: 'plans with the scores of the first day',
    seeds: 8,
    storage: withReads((reader) => ({
      async scores({ latestOnly, ...filter }) {
        const scores = await reader.scores(filter);
        return latestOnly === true ? scores.filter(({ day }) => day === 1) : scores;
      },
    })),
  },
  {
    name: 'takes missing scores for 0',
    seeds: 6,
    desk: (desk, { market }) => ({
      ...desk,
      async score(round, day) {
        const scored = await desk.score(round, day);
        if (!('missing' in scored)) return scored;
        const scores = market.models.map(({ id }) => ({
          round: round.number,
          model: id,
          day,
          values: round.columns.map(() => 0),
        }));
        return { scores, entries: [], optimizer: null };
      },
    }),
  },
  {
    name: 'trusts what it read before the transaction',
    seeds: 1,
    storage(storage) {
      const rounds = new Map<number, RoundRecord | null>();
      const steps = new Map<number, readonly RoundStep[]>();
      return {
        ...storage,
        async round(number) {
          const round = await storage.round(number);
          rounds.set(number, round);
          return round;
        },
        async steps(number) {
          const found = await storage.steps(number);
          steps.set(number, found);
          return found;
        },
        transaction: (work) =>
          storage.transaction((writer) =>
            work({
              ...writer,
              round: async (number) => rounds.get(number) ?? writer.round(number),
              steps: async (number) => steps.get(number) ?? writer.steps(number),
              addScores: (scores) => writer.addScores(scores).catch(() => undefined),
              addEntries: (entries) => writer.addEntries(entries).catch(() => undefined),
            }),
          ),
      };
    },
  },
  {
    name: 'writes a step in parts',
    seeds: 1,
    storage: (storage) => ({
      ...storage,
      transaction: (work) => {
        const apart =
          <Rows>(name: keyof StorageWriter) =>
          (rows: Rows) =>
            storage.transaction((writer) => (writer[name] as unknown as (rows: Rows) => Promise<void>)(rows));
        return work({
          ...storage,
          putModels: apart('putModels'),
          putRound: apart('putRound'),
          addEntries: apart('addEntries'),
          addScores: apart('addScores'),
          replaceScores: apart('replaceScores'),
          addPayouts: apart('addPayouts'),
          appendLedger: apart('appendLedger'),
          addFundDays: apart('addFundDays'),
          addFundCloses: apart('addFundCloses'),
          addIncidents: apart('addIncidents'),
          putSteps: apart('putSteps'),
          putPlan: apart('putPlan'),
          putDocument: (key, value) => storage.transaction((writer) => writer.putDocument(key, value)),
        });
      },
    }),
  },
  { name: 'forgets what is due when it dies', seeds: 4, storage: forgetfulSteps },
  {
    name: 'publishes an incident at every retry',
    seeds: 6,
    storage: withWriter((writer) => ({
      steps: async (round) => (await writer.steps(round)).map((step) => ({ ...step, postponed: null })),
    })),
  },
  {
    name: 'puts a step off and tells nobody',
    seeds: 4,
    storage: withWriter((writer) => ({
      addIncidents: (incidents) => writer.addIncidents(incidents.filter(({ rule }) => rule !== 'step_postponed')),
    })),
  },
  {
    name: 'cancels a round past the ledger',
    seeds: 8,
    engine: (engine, { storage }) => ({
      ...engine,
      cancel: (number, reason) =>
        storage.transaction(async (writer) => {
          const round = await writer.round(number);
          if (round === null || round.state === 'resolved' || round.state === 'cancelled') return;
          await writer.putRound(advance(round, 'cancelled', { reason }));
          await writer.putSteps(
            (await writer.steps(number)).map((step) => ({ ...step, state: 'done', postponed: null })),
          );
        }),
    }),
  },
  {
    name: 'shows figures that it read once',
    seeds: 3,
    ledger(ledger) {
      let known: ReturnType<typeof ledger.journal> | null = null;
      return { ...ledger, journal: () => (known ??= ledger.journal()) };
    },
  },
];
