import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { ModelSlot, TournamentName } from './accountRecords.ts';
import { checkLink, checkModelName, checkText } from './checkFields.ts';
import { type AccountsInput, brokenIndex, isoTime, type Query } from './database.ts';
import { modelUuid } from './modelUuid.ts';

/** Slots without a stake cost nothing: the limit only keeps a program that runs wild from filling the database. */
export const MODELS_PER_ACCOUNT = 1_000;
const BIO_LENGTH = 1_000;
const LINK_TEXT_LENGTH = 100;

/** A model as everybody may see it: a slot, or a participant of a season, whom no account owns. */
export interface PublicModel {
  readonly model: number;
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** The owner's username, or the name that a season gave. */
  readonly account: string;
  /** The slot where there is one. */
  readonly slot: ModelSlot | null;
}

export interface ModelBook {
  /**
   * Makes a slot, and the model of kind 'participant' that rounds know.
   * Throws DomainError `account_not_found`, `invalid_model_name`, `model_name_taken` (whatever the case), `too_many_models`.
   */
  createModel(model: {
    readonly account: string;
    readonly name: string;
    readonly tournament: TournamentName;
  }): Promise<ModelSlot>;
  /** The slots of an account in the order in which they were made. */
  listModels(account: string): Promise<readonly ModelSlot[]>;
  /** A slot of this account. Throws DomainError `model_not_found`, also for somebody else's. */
  requireModel(account: string, id: string): Promise<ModelSlot>;
  /** Gives a slot of this account another name; its id stays. Throws as `createModel` and `requireModel`. */
  renameModel(account: string, id: string, name: string): Promise<ModelSlot>;
  /**
   * Sets what a slot of this account tells of itself; what is left out stays, a link of null goes.
   * Throws DomainError `model_not_found`, `invalid_text`, `invalid_link`.
   */
  describeModel(
    account: string,
    id: string,
    about: { readonly bio?: string; readonly linkUrl?: string | null; readonly linkText?: string | null },
  ): Promise<ModelSlot>;
  /** Any model, by its public id, by its name whatever the case, or by its number. */
  findModel(
    key: { readonly id: string } | { readonly name: string } | { readonly model: number },
  ): Promise<PublicModel | null>;
  /** The public ids of all models by their numbers. */
  publicModelIds(): Promise<ReadonlyMap<number, string>>;
}

export function modelBook({ db, now, isSettingUp = async () => false }: AccountsInput): ModelBook {
  /** The names of a season's models are few and asked for again and again. */
  const uuids = new Map<string, string>();
  const uuidOf = (name: string): string => {
    const id = uuids.get(name) ?? modelUuid(name);
    uuids.set(name, id);
    return id;
  };
  const named = async <T>(name: string, write: () => Promise<T>): Promise<T> => {
    if (await isSettingUp()) {
      throw new DomainError('setting_up', 'The tournament is being set up: its own models come first.', {
        remedy: 'Try again in some seconds.',
      });
    }
    try {
      return await write();
    } catch (error) {
      const index = brokenIndex(error);
      if (index !== 'model_name_key' && index !== 'model_name_any_case') throw error;
      throw new DomainError('model_name_taken', `There is a model ${name} already.`, {
        field: 'name',
        remedy: 'Choose another name.',
      });
    }
  };

  const requireModel: ModelBook['requireModel'] = async (account, id) => {
    const row = await slots(db)
      .where('model_slot.id', '=', id)
      .where('model_slot.account', '=', account)
      .executeTakeFirst();
    if (row !== undefined) return slotOf(row);
    throw new DomainError('model_not_found', 'The account has no such model.', { field: 'modelId' });
  };

  return {
    async createModel({ account, name, tournament }) {
      checkModelName(name);
      return named(name, () =>
        db.transaction().execute(async (trx) => {
          // Locks the account, so that two slots made at once are counted one after the other.
          const owner = await trx
            .selectFrom('account')
            .select('username')
            .where('id', '=', account)
            .forUpdate()
            .executeTakeFirst();
          if (owner === undefined) throw new DomainError('account_not_found', 'There is no such account.');
          const { held } = await trx
            .selectFrom('model_slot')
            .select(sql<number>`count(*)::integer`.as('held'))
            .where('account', '=', account)
            .executeTakeFirstOrThrow();
          if (held >= MODELS_PER_ACCOUNT) {
            throw new DomainError('too_many_models', `This account has ${MODELS_PER_ACCOUNT} models already.`, {
              remedy: 'Use one of them: a model may be renamed.',
            });
          }
          const numbers = await sql<{ model: number }>`select nextval('model_slot_number')::integer as model`.execute(
            trx,
          );
          const model = (numbers.rows[0] as { model: number }).model;
          await trx
            .insertInto('model')
            .values({
              id: model,
              name,
              account: owner.username,
              kind: 'participant',
              description: '',
              marked: false,
              tournament,
            })
            .execute();
          const row = await trx
            .insertInto('model_slot')
            .values({
              model,
              id: randomUUID(),
              account,
              tournament,
              bio: '',
              link_url: null,
              link_text: null,
              inserted_at: isoTime(now()),
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return slotOf({ ...row, name });
        }),
      );
    },
    async listModels(account) {
      return (await slots(db).where('model_slot.account', '=', account).orderBy('model_slot.model').execute()).map(
        slotOf,
      );
    },
    requireModel,
    async renameModel(account, id, name) {
      checkModelName(name);
      const slot = await requireModel(account, id);
      await named(name, () => db.updateTable('model').set({ name }).where('id', '=', slot.model).execute());
      return { ...slot, name };
    },
    async describeModel(account, id, { bio, linkUrl, linkText }) {
      const change = {
        ...(bio === undefined ? {} : { bio: checkText('bio', bio, BIO_LENGTH) }),
        ...(linkUrl === undefined ? {} : { link_url: linkUrl === null ? null : checkLink(linkUrl) }),
        ...(linkText === undefined
          ? {}
          : { link_text: linkText === null ? null : checkText('linkText', linkText, LINK_TEXT_LENGTH) }),
      };
      const slot = await requireModel(account, id);
      if (Object.keys(change).length === 0) return slot;
      const row = await db
        .updateTable('model_slot')
        .set(change)
        .where('id', '=', id)
        .where('account', '=', account)
        .returningAll()
        .executeTakeFirstOrThrow();
      return slotOf({ ...row, name: slot.name });
    },
    async findModel(key) {
      const query = models(db);
      if ('id' in key) {
        const row = await query.where('model_slot.id', '=', key.id).executeTakeFirst();
        if (row !== undefined) return publicModelOf(row);
        const bots = await query.where('model_slot.id', 'is', null).execute();
        const bot = bots.find(({ name }) => uuidOf(name) === key.id);
        return bot === undefined ? null : publicModelOf(bot);
      }
      const row = await ('model' in key
        ? query.where('model.id', '=', key.model)
        : query.where((eb) => eb(eb.fn('lower', ['model.name']), '=', key.name.toLowerCase()))
      ).executeTakeFirst();
      return row === undefined ? null : publicModelOf(row);
    },
    async publicModelIds() {
      const rows = await db
        .selectFrom('model')
        .leftJoin('model_slot', 'model_slot.model', 'model.id')
        .select(['model.id as model', 'model.name', 'model_slot.id'])
        .execute();
      return new Map(rows.map(({ model, name, id }) => [model, id ?? uuidOf(name)]));
    },
  };
}

const slots = (db: Query) =>
  db
    .selectFrom('model_slot')
    .innerJoin('model', 'model.id', 'model_slot.model')
    .selectAll('model_slot')
    .select('model.name');

const models = (db: Query) =>
  db
    .selectFrom('model')
    .leftJoin('model_slot', 'model_slot.model', 'model.id')
    .select([
      'model.id as number',
      'model.name',
      'model.kind',
      'model.account as username',
      'model_slot.id',
      'model_slot.account',
      'model_slot.tournament',
      'model_slot.bio',
      'model_slot.link_url',
      'model_slot.link_text',
      'model_slot.inserted_at',
    ]);

interface SlotRow {
  model: number;
  id: string;
  account: string;
  name: string;
  tournament: string;
  bio: string;
  link_url: string | null;
  link_text: string | null;
  inserted_at: string;
}

const slotOf = (row: SlotRow): ModelSlot => ({
  model: row.model,
  id: row.id,
  account: row.account,
  name: row.name,
  tournament: row.tournament as TournamentName,
  bio: row.bio,
  linkUrl: row.link_url,
  linkText: row.link_text,
  insertedAt: row.inserted_at,
});

type ModelRow = { number: number; name: string; kind: string; username: string } & {
  [K in Exclude<keyof SlotRow, 'model' | 'name'>]: SlotRow[K] | null;
};

function publicModelOf(row: ModelRow): PublicModel {
  const slot = row.id === null ? null : slotOf({ ...row, model: row.number } as unknown as SlotRow);
  return {
    model: row.number,
    id: row.id ?? modelUuid(row.name),
    name: row.name,
    kind: row.kind,
    account: row.username,
    slot,
  };
}
