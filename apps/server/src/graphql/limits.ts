import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { DomainError } from '@robata/tournament';

/**
 * What one document may ask for. The largest documents of existing clients (diagnostics with 80 fields, a whole leaderboard without
 * `limit`) and the introspection of common tools pass with room; ten thousand aliases, spirals of fragments and nested lists do not.
 */
export const LIMITS = {
  tokens: 4_000,
  /** Written out in the document; comparing them with each other is what validation costs most. */
  fields: 500,
  depth: 20,
  aliases: 50,
  directives: 50,
  /** Fragments and their spreads, each: validation compares every two with each other. */
  fragments: 50,
  rootFields: 25,
  /** Values in the answer, by the sizes that lists have at most. */
  cost: 1_000_000,
} as const;

const refuse = (what: string, limit: number): never => {
  throw new DomainError('too_complex', `This document has more than ${limit} ${what}.`, {
    remedy: 'Ask for less at once.',
  });
};

/** No database keeps the character U+0000 in a text, and nothing has it in its name. Throws DomainError `invalid_text`. */
export function assertStorable(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.includes('\0')) return;
    throw new DomainError('invalid_text', 'A text has the character U+0000 in it.', { remedy: 'Leave it out.' });
  }
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(assertStorable);
}

/** Checks what can be counted without the schema. Throws DomainError `too_complex`, `invalid_text`. The number of tokens is the parser's to limit. */
export function assertSmall(document: DocumentNode): void {
  let fields = 0;
  let aliases = 0;
  let directives = 0;
  let fragmentsMade = 0;
  let spreads = 0;
  visit(document, {
    Field: (node) => {
      if (++fields > LIMITS.fields) refuse('fields', LIMITS.fields);
      if (node.alias !== undefined && ++aliases > LIMITS.aliases) refuse('aliases', LIMITS.aliases);
    },
    FragmentDefinition: () => {
      if (++fragmentsMade > LIMITS.fragments) refuse('fragments', LIMITS.fragments);
    },
    FragmentSpread: () => {
      if (++spreads > LIMITS.fragments) refuse('spreads of fragments', LIMITS.fragments);
    },
    StringValue: ({ value }) => assertStorable(value),
    Directive: () => {
      if (++directives > LIMITS.directives) refuse('directives', LIMITS.directives);
    },
  });
  const fragments = fragmentsOf(document);
  const depths = new Map<string, number>();
  const depthOf = (node: ASTNode & { readonly selectionSet?: SelectionSetNode | undefined }): number => {
    let deepest = 0;
    for (const child of node.selectionSet?.selections ?? []) {
      const depth =
        child.kind === Kind.FIELD
          ? 1 + depthOf(child)
          : child.kind === Kind.INLINE_FRAGMENT
            ? depthOf(child)
            : fragmentDepth(child.name.value);
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  };
  const fragmentDepth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // A fragment that takes in itself counts once here; validation refuses it.
    depths.set(name, 0);
    const fragment = fragments.get(name);
    const depth = fragment === undefined ? 0 : depthOf(fragment);
    depths.set(name, depth);
    return depth;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (depthOf(definition) > LIMITS.depth) refuse('levels', LIMITS.depth);
  }
}

/** How long the longest lists get; others are taken for 100 where no `limit` is given. */
const ROWS: Readonly<Record<string, number>> = {
  'Query.v2Leaderboard': 10_000,
  'Query.signalsLeaderboard': 10_000,
  'Query.accountLeaderboard': 10_000,
  'Query.submissionScores': 5_000,
  'Query.rounds': 1_000,
  'Query.v2RoundModelPerformances': 300,
  'RoundModelPerformanceV2.submissionScores': 10,
  'RoundModelPerformanceV2.intraRoundSubmissionScores': 200,
  'RoundDetails.models': 10_000,
  'RoundDetailsV2.userPerformances': 10_000,
  'RobataRound.entries': 10_000,
  'RobataRound.columns': 10,
  'RobataRoundEntry.scores': 10,
  'RobataModel.rounds': 300,
  'RobataModelRound.scores': 10,
  'RobataModel.daily': 10,
  'RobataModelDays.days': 20,
  'RobataDayScores.scores': 10,
  'RobataFund.days': 1_000,
};
const OTHER_ROWS = 100;
/** The schema about itself does not grow, and its own validation rule bounds its depth. */
const INTROSPECTION_COST = 20_000;

/** The most values that the answer to a valid operation can have. Throws DomainError `too_complex` where that is too much. */
export function affordableCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = fragmentsOf(document);
  const costs = new Map<string, number>();
  let rootFields = 0;

  const costOf = (set: SelectionSetNode | undefined, type: GraphQLNamedType): number => {
    let sum = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) sum += fieldCost(selection, type);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        sum += costOf(selection.selectionSet, (on === undefined ? undefined : schema.getType(on)) ?? type);
      } else sum += fragmentCost(selection.name.value, type);
    }
    return sum;
  };
  const fragmentCost = (name: string, type: GraphQLNamedType): number => {
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    const cost =
      costs.get(name) ?? costOf(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value) ?? type);
    costs.set(name, cost);
    return cost;
  };
  const fieldCost = (node: FieldNode, parent: GraphQLNamedType): number => {
    if (parent === root) rootFields += 1;
    const name = node.name.value;
    if (name === '__schema' || name === '__type') return INTROSPECTION_COST;
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
    if (field === undefined) return 1;
    const children = costOf(node.selectionSet, getNamedType(field.type));
    if (!isListType(getNullableType(field.type))) return 1 + children;
    const given = node.arguments?.find((argument) => argument.name.value === 'limit')?.value;
    const limit =
      given?.kind === Kind.INT
        ? Number(given.value)
        : given?.kind === Kind.VARIABLE
          ? variables[given.name.value]
          : field.args.find((argument) => argument.name === 'limit')?.defaultValue;
    const most = ROWS[`${parent.name}.${name}`];
    const rows = typeof limit === 'number' ? Math.min(Math.max(1, limit), most ?? limit) : (most ?? OTHER_ROWS);
    return 1 + rows * Math.max(1, children);
  };
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = costOf(operation.selectionSet, root);
  if (rootFields > LIMITS.rootFields) refuse('fields at its root', LIMITS.rootFields);
  if (cost > LIMITS.cost) refuse('values to answer with', LIMITS.cost);
  return cost;
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
