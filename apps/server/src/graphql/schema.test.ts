import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { plainName } from './harmonise.ts';
import { resolvers } from './resolvers/index.ts';
import { graphqlSchema } from './schema.ts';

const schema = graphqlSchema(resolvers);
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));

const assertDistinct = (names: readonly string[], where: string): void =>
  assert.equal(new Set(names.map(plainName)).size, names.length, `${where} has names that are equal but for spelling`);

test('no type has two fields, and no field two arguments, that clients could take for one another', () => {
  for (const type of types) {
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    const fields = Object.values(type.getFields());
    assertDistinct(
      fields.map(({ name }) => name),
      type.name,
    );
    for (const field of fields) {
      if ('args' in field)
        assertDistinct(
          field.args.map((argument: { name: string }) => argument.name),
          `${type.name}.${field.name}`,
        );
    }
  }
});

test('each field at a root has a resolver', () => {
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) assert.ok(field.resolve, `${root?.name}.${field.name}`);
  }
});

test('a resolver without a field is a mistake that is told at once', () => {
  assert.throws(() => graphqlSchema({ Query: { noSuchField: () => null } }), /no Query.noSuchField/);
});

test("what Robata's own graph holds is described", () => {
  const own = types.filter((type) => type.name.startsWith('Robata'));
  assert.ok(own.length > 15);
  const states = own.find((type) => isEnumType(type) && type.name === 'RobataRoundState');
  assert.match(states?.description ?? '', /cancelled, with a reason/);
  const robata = schema.getQueryType()?.getFields()['robata'];
  assert.ok(robata?.description);
  const root = schema.getType('Robata');
  assert.ok(isObjectType(root));
  for (const field of Object.values(root.getFields()))
    assert.ok(field.description || field.name === 'about', field.name);
});
