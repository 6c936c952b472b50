import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  parseType,
  TypeInfo,
  type TypeNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Rewrites a document as existing clients send it into one that a schema-strict server accepts; to be run after parsing and before
 * validation. Pure. The rules (api-contract.md §3):
 *
 * - N1: a field or argument that is not in the schema as written takes the name that is equal to it in letters and digits, whatever the case;
 *   a renamed field answers under the client's spelling. What matches nothing stays, so that validation reports the client's own words.
 * - N2: `Str`, `bool`, `Integer` … in a variable's declaration are read as the built-in scalars.
 * - N3: a variable takes the type of the first argument that it is the value of, without its outer `!` where it has a default.
 */
export function harmonise(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  return withFittingVariables(withSchemaNames(document, schema), schema);
}

/** What is left of a name when two spellings of it are compared: its letters and digits, in lower case. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function withSchemaNames(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: { enter: (field) => renamedField(field, typeInfo.getParentType()) },
      Argument: { enter: (argument) => renamedArgument(argument, argumentsAt(typeInfo)) },
    }),
  );
}

function renamedField(field: FieldNode, parent: GraphQLCompositeType | null | undefined): FieldNode | undefined {
  const written = field.name.value;
  if (written.startsWith('__') || (!isObjectType(parent) && !isInterfaceType(parent))) return undefined;
  const fields = parent.getFields();
  const name = matching(written, fields, Object.keys);
  if (name === undefined) return undefined;
  return { ...field, name: { ...field.name, value: name }, alias: field.alias ?? field.name };
}

function renamedArgument(node: ArgumentNode, among: readonly GraphQLArgument[]): ArgumentNode | undefined {
  const name = matching(node.name.value, among, (list) => list.map((argument) => argument.name));
  return name === undefined ? undefined : { ...node, name: { ...node.name, value: name } };
}

const argumentsAt = (typeInfo: TypeInfo): readonly GraphQLArgument[] =>
  (typeInfo.getDirective() ?? typeInfo.getFieldDef())?.args ?? [];

const namesIn = new WeakMap<object, ReadonlyMap<string, string>>();

/** The name among those of `owner` that `written` is another spelling of; undefined where it is exact or matches none. */
function matching<T extends object>(written: string, owner: T, namesOf: (owner: T) => string[]): string | undefined {
  let names = namesIn.get(owner);
  if (names === undefined) {
    names = new Map(namesOf(owner).map((name) => [plainName(name), name]));
    namesIn.set(owner, names);
  }
  const name = names.get(plainName(written));
  return name === written ? undefined : name;
}

/** In the order of the document: a variable that is an argument's value, or another fragment taken in. */
type Use = { readonly variable: string; readonly type: GraphQLInputType } | { readonly fragment: string };

function withFittingVariables(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const { operations, fragments } = usesIn(document, schema);
  return {
    ...document,
    definitions: document.definitions.map((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.variableDefinitions?.length) return definition;
      const types = firstTypes(operations.get(definition) ?? [], fragments);
      const variableDefinitions = definition.variableDefinitions.map((declared) => {
        const type = types.get(declared.variable.name.value);
        return {
          ...declared,
          type:
            type === undefined ? readable(declared.type, schema) : fitting(type, declared.defaultValue !== undefined),
        };
      });
      return { ...definition, variableDefinitions };
    }),
  };
}

function usesIn(document: DocumentNode, schema: GraphQLSchema) {
  const operations = new Map<OperationDefinitionNode, Use[]>();
  const fragments = new Map<string, Use[]>();
  const typeInfo = new TypeInfo(schema);
  for (const definition of document.definitions) {
    const uses: Use[] = [];
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.set(definition, uses);
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, uses);
    else continue;
    visit(
      definition,
      visitWithTypeInfo(typeInfo, {
        Argument(node) {
          const argument = typeInfo.getArgument();
          if (node.value.kind === Kind.VARIABLE && argument) {
            uses.push({ variable: node.value.name.value, type: argument.type });
          }
        },
        FragmentSpread: (node) => void uses.push({ fragment: node.name.value }),
      }),
    );
  }
  return { operations, fragments };
}

/** For each variable the type of the first argument that it is the value of, fragments read where they are spread. */
function firstTypes(uses: readonly Use[], fragments: ReadonlyMap<string, readonly Use[]>) {
  const types = new Map<string, GraphQLInputType>();
  const seen = new Set<string>();
  const take = (list: readonly Use[]): void => {
    for (const use of list) {
      if ('variable' in use) {
        if (!types.has(use.variable)) types.set(use.variable, use.type);
      } else if (!seen.has(use.fragment)) {
        seen.add(use.fragment);
        take(fragments.get(use.fragment) ?? []);
      }
    }
  };
  take(uses);
  return types;
}

function fitting(type: GraphQLInputType, hasDefault: boolean): TypeNode {
  return parseType(String(hasDefault && isNonNullType(type) ? type.ofType : type), { noLocation: true });
}

const SCALARS: Readonly<Record<string, string>> = {
  str: 'String',
  string: 'String',
  bool: 'Boolean',
  boolean: 'Boolean',
  int: 'Int',
  integer: 'Int',
  float: 'Float',
  id: 'ID',
};

function readable(type: TypeNode, schema: GraphQLSchema): TypeNode {
  return visit(type, {
    NamedType(node): NamedTypeNode | undefined {
      const written = node.name.value;
      if (schema.getType(written) !== undefined) return undefined;
      const name = Object.hasOwn(SCALARS, written.toLowerCase()) ? SCALARS[written.toLowerCase()] : undefined;
      return name === undefined ? undefined : { ...node, name: { ...node.name, value: name } };
    },
  });
}
