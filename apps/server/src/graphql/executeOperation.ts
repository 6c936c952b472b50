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
import { costOfAnswer, LEAST_COST, type Purse } from './costBudget.ts';
import { failure, failureAtField, faultOfDocument, internalFailure } from './errors.ts';
import { harmonise } from './harmonise.ts';
import { isOfBoard, keptAnswers } from './keptAnswers.ts';
import { affordableCost, assertSmall, assertStorable, LIMITS } from './limits.ts';

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

/** An operation that may run, and the most that it can cost. */
interface Priced {
  readonly operation: OperationDefinitionNode;
  readonly cost: number;
}
type Begun = Priced | { readonly refusal: GraphqlAnswer };

const REMEMBERED = 300;
const REMEMBERED_LENGTH_MAX = 10_000;
const ERRORS_MAX = 20;

/**
 * Answers operations on `schema`: parse → limits → harmonise → validate → coerce → cost → execute, on the caller's budget where nobody has
 * asked the same of the same board before. Never throws; expected refusals are
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

  /** Everything about an operation that can be told before it runs: what is wrong with it, or the most that it can cost. */
  const begin = (made: Prepared, { variables, operationName }: GraphqlRequest): Begun => {
    const operation = made.document === null ? null : getOperationAST(made.document, operationName);
    if ('errors' in made) return { refusal: refused(made.errors, operation) };
    if (!operation) return { refusal: refused([failure(noOperation(operationName))], null) };
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
    if (errors !== undefined) {
      const faults = errors.slice(0, ERRORS_MAX).map((error) => faultOfDocument(error, 'invalid_variables'));
      return { refusal: refused(faults, operation) };
    }
    try {
      assertStorable(coerced);
      return { operation, cost: Math.max(LEAST_COST, affordableCost(made.document, operation, schema, coerced)) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { refusal: refused([failure(error)], operation) };
    }
  };

  const run = async (
    document: DocumentNode,
    { operation, cost }: Priced,
    { variables, operationName }: GraphqlRequest,
    context: GraphqlContext,
    purse: Purse,
  ): Promise<{ readonly json: string; readonly isWhole: boolean }> => {
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    const data = result.data ?? nulls(operation);
    const errors = result.errors?.map((error) => failureAtField(error, report));
    const json = JSON.stringify((errors === undefined ? { data } : { errors, data }) satisfies GraphqlAnswer);
    purse.charge(costOfAnswer(cost, json.length) - cost);
    return { json, isWhole: errors === undefined };
  };

  return async (request, context) => {
    let operation: OperationDefinitionNode | null = null;
    try {
      // Who is in debt has nothing computed, not even what a document says that nobody has sent before.
      if (!prepared.has(request.query)) spend(await context.purse(), request.query.length);
      const made = prepare(request.query);
      const board = 'errors' in made || !made.isOfBoard ? null : await context.services.board();
      const key = board === null ? '' : JSON.stringify([request.query, request.variables, request.operationName]);
      const known = () => (board === null ? undefined : (kept.get(board, key) ?? underWay.get(board)?.get(key)));
      const same = known();
      if (same !== undefined) return await same;
      const begun = begin(made, request);
      if ('refusal' in begun) return JSON.stringify(begun.refusal);
      operation = begun.operation;
      const purse = await context.purse();
      const meanwhile = known();
      if (meanwhile !== undefined) return await meanwhile;
      spend(purse, begun.cost);
      const work = run(made.document as DocumentNode, begun, request, context, purse);
      if (board === null) return (await work).json;
      const bytes = work.then(({ json, isWhole }) => {
        const answer = Buffer.from(json);
        if (isWhole) kept.set(board, key, answer);
        return answer;
      });
      return await shared(board, key, bytes);
    } catch (error) {
      if (error instanceof DomainError) return JSON.stringify(refused([failure(error)], operation));
      if (isTooDeep(error)) return JSON.stringify(refused([failure(tooDeep())], null));
      report(error);
      return JSON.stringify(refused([internalFailure()], null));
    }
  };
}

function spend(purse: Purse, cost: number): void {
  purse.assertOpen();
  purse.charge(cost);
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
