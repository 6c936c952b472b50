import { DomainError } from '@robata/tournament';
import {
  type DocumentNode,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';

import type { GraphqlContext } from './context.ts';
import { failure, failureAtField, faultOfDocument, internalFailure } from './errors.ts';
import { harmonise } from './harmonise.ts';
import { isOfBoard, keptAnswers } from './keptAnswers.ts';
import { assertAffordable, assertSmall, assertStorable, LIMITS } from './limits.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** As the answer stands on the wire: `errors` is absent where there is none, because clients look for the key alone. */
export interface GraphqlAnswer {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** Gives the answer as JSON, as text or already in bytes. */
export type ExecuteOperation = (request: GraphqlRequest, context: GraphqlContext) => Promise<string | Buffer>;

/** A document made fit for the schema, or why it cannot be. */
type Prepared =
  | { readonly document: DocumentNode; readonly isOfBoard: boolean }
  | { readonly document: DocumentNode | null; readonly errors: readonly GraphQLFormattedError[] };

const REMEMBERED = 300;
const REMEMBERED_LENGTH_MAX = 10_000;
const ERRORS_MAX = 20;

/**
 * Answers operations on `schema`: parse → limits → harmonise → validate → coerce → cost → execute. Never throws; expected refusals are
 * sentences, our own faults go to `report`. Where an operation is refused as a whole, `data` still has its fields, each null: some
 * clients read `data.field` before they look for errors.
 */
export function operations(schema: GraphQLSchema, report: (error: unknown) => void): ExecuteOperation {
  const prepared = new Map<string, Prepared>();
  const kept = keptAnswers();
  const underWay = new WeakMap<object, Map<string, Promise<Buffer>>>();

  /** Who asks the same of the same board while it is being written gets the same answer. */
  const shared = (board: object, key: string, work: Promise<Buffer>): Promise<Buffer> => {
    const works = underWay.get(board) ?? new Map<string, Promise<Buffer>>();
    underWay.set(board, works.set(key, work));
    return work.finally(() => works.delete(key));
  };

  const prepare = (text: string): Prepared => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const made = prepareDocument(text, schema);
    if (text.length <= REMEMBERED_LENGTH_MAX) {
      if (prepared.size >= REMEMBERED) prepared.delete(prepared.keys().next().value as string);
      prepared.set(text, made);
    }
    return made;
  };

  const answer = async (
    made: Prepared,
    { variables, operationName }: GraphqlRequest,
    context: GraphqlContext,
  ): Promise<GraphqlAnswer> => {
    const operation = made.document === null ? null : getOperationAST(made.document, operationName);
    if ('errors' in made) return refused(made.errors, operation);
    if (!operation) return refused([failure(noOperation(operationName))], null);
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
    if (errors !== undefined) {
      const faults = errors.slice(0, ERRORS_MAX).map((error) => faultOfDocument(error, 'invalid_variables'));
      return refused(faults, operation);
    }
    try {
      assertStorable(coerced);
      assertAffordable(made.document, operation, schema, coerced);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return refused([failure(error)], operation);
    }
    const result = await execute({
      schema,
      document: made.document,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    const data = result.data ?? nulls(operation);
    if (result.errors === undefined) return { data };
    return { errors: result.errors.map((error) => failureAtField(error, report)), data };
  };

  return async (request, context) => {
    try {
      const made = prepare(request.query);
      if ('errors' in made || !made.isOfBoard) return JSON.stringify(await answer(made, request, context));
      const board = await context.services.board();
      const key = JSON.stringify([request.query, request.variables, request.operationName]);
      const known = kept.get(board, key) ?? underWay.get(board)?.get(key);
      if (known !== undefined) return await known;
      const work = answer(made, request, context).then((found) => {
        const bytes = Buffer.from(JSON.stringify(found));
        if (found.errors === undefined) kept.set(board, key, bytes);
        return bytes;
      });
      return await shared(board, key, work);
    } catch (error) {
      if (isTooDeep(error)) return JSON.stringify(refused([failure(tooDeep())], null));
      report(error);
      return JSON.stringify(refused([internalFailure()], null));
    }
  };
}

/** Lists in lists in lists: parsers and JSON go down by calling themselves. */
const isTooDeep = (error: unknown): boolean => error instanceof RangeError && /call stack/.test(error.message);

const tooDeep = (): DomainError =>
  new DomainError('too_complex', 'The request is nested too deeply.', { remedy: 'Ask for less at once.' });

const noOperation = (name: string | null): DomainError =>
  new DomainError(
    'no_operation',
    name === null
      ? 'The document has not exactly one operation.'
      : `The document has no operation '${name.slice(0, 100)}'.`,
  );

function prepareDocument(text: string, schema: GraphQLSchema): Prepared {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: null, errors: [faultOfDocument(error, 'invalid_syntax')] };
  }
  try {
    assertSmall(document);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { document: null, errors: [failure(error)] };
  }
  const harmonised = harmonise(document, schema);
  const errors = validate(schema, harmonised, undefined, { maxErrors: ERRORS_MAX });
  if (errors.length === 0) return { document: harmonised, isOfBoard: isOfBoard(harmonised) };
  return { document: harmonised, errors: errors.map((error) => faultOfDocument(error, 'invalid_document')) };
}

const refused = (
  errors: readonly GraphQLFormattedError[],
  operation: OperationDefinitionNode | null | undefined,
): GraphqlAnswer => ({ errors, data: operation ? nulls(operation) : null });

const nulls = (operation: OperationDefinitionNode): Record<string, null> =>
  Object.fromEntries(
    operation.selectionSet.selections.flatMap((node) =>
      node.kind === Kind.FIELD ? [[(node.alias ?? node.name).value, null]] : [],
    ),
  );
