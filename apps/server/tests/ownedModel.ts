import type { TournamentServices } from '../src/services/openServices.ts';

/** A model with a past that whoever signs up in a test can be given (`giveModel`). */
export const OWNED_MODEL = 'owned_trees';
/** One of Signals, whose rounds have not begun. */
export const SIGNALS_MODEL = 'by_ticker';
const COPIED = 7;

/** Makes both, in the storage of a synthetic season, with the rounds of its model `trees`; before a server reads them. */
export async function makeOwnedModel({ accounts, place: { storage } }: TournamentServices): Promise<void> {
  const account = await accounts.create({ username: 'nobody_yet', email: 'nobody_yet@example.org' });
  const { model } = await accounts.createModel({ account: account.id, name: OWNED_MODEL, tournament: 'classic' });
  await accounts.createModel({ account: account.id, name: SIGNALS_MODEL, tournament: 'signals' });
  const [entries, scores, payouts] = await Promise.all([
    storage.entries({ model: COPIED }),
    storage.scores({ model: COPIED }),
    storage.payouts({ model: COPIED }),
  ]);
  await storage.transaction(async (writer) => {
    await writer.addEntries(entries.map((entry) => ({ ...entry, model })));
    await writer.addScores(scores.map((score) => ({ ...score, model })));
    await writer.addPayouts(payouts.map((payout) => ({ ...payout, model })));
  });
}

/** Gives it to somebody. Returns its public id. */
export async function giveModel({ place }: TournamentServices, username: string): Promise<string> {
  const { db } = place.storage;
  const { id: account } = await db
    .selectFrom('account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  const { id: model } = await db
    .selectFrom('model')
    .select('id')
    .where('name', '=', OWNED_MODEL)
    .executeTakeFirstOrThrow();
  await db.updateTable('model').set({ account: username }).where('id', '=', model).execute();
  const { id } = await db
    .updateTable('model_slot')
    .set({ account })
    .where('model', '=', model)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
