import { readFileSync } from 'node:fs';
import {
  buildSchema,
  defaultFieldResolver,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { GraphqlContext } from './context.ts';
import { scalars } from './scalars.ts';

export type Resolver<Args = Record<string, never>> = GraphQLFieldResolver<unknown, GraphqlContext, Args>;
/** By type and field. Fields without a resolver are properties (or functions) of their object. */
// oxlint-disable-next-line no-explicit-any -- each resolver knows its own arguments
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver<any>>>>>;

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The two schema files as one text: what `GET /graphql` shows. */
export const schemaText = `${textOf('compatibility.graphql')}\n${textOf('robata.graphql')}`;

/** Lists that say by null that there is nothing yet; every other one is empty then, because clients iterate over it. */
const NULLABLE_LISTS = new Set([
  'RoundModelPerformanceV2.submissionScores',
  'RoundModelPerformanceV2.intraRoundSubmissionScores',
  'Robata.jobs',
  'RobataRound.entries',
  'RobataRound.incidents',
]);

/** The executable schema. Throws where a resolver stands for a field that is not there: it would never be called. */
export function graphqlSchema(resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchema(schemaText);
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [fieldName, resolve] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (field === undefined) throw new Error(`the schema has no ${typeName}.${fieldName} to resolve`);
      field.resolve = resolve;
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    const serialize = scalars[type.name];
    if (isScalarType(type) && serialize !== undefined) type.serialize = serialize;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListType(getNullableType(field.type)) || NULLABLE_LISTS.has(`${type.name}.${field.name}`)) continue;
      field.resolve = emptyForNull(field.resolve ?? defaultFieldResolver);
    }
  }
  return schema;
}

/** Clients iterate over lists without looking: where there is nothing they get an empty one. */
function emptyForNull(resolve: Resolver): Resolver {
  return (...call) => {
    const value: unknown = resolve(...call);
    return value instanceof Promise ? value.then((list: unknown) => list ?? []) : (value ?? []);
  };
}
