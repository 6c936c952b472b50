import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, graphqlSync, parse, print, validate } from 'graphql';
import { harmonise } from './harmonise.ts';

const schema = buildSchema(`
  type Query {
    rounds(tournament: Int, number: Int): [Round]
    account: Account
    accountProfile(username: String!, tournament: Int): Account
    v3UserProfile(modelName: String!): Profile
    latestNmrPrice: Price
    submissionUploadAuth(filename: String!, tournament: Int!, modelId: ID): File
    node: Node
    either: Either
  }
  type Mutation {
    releaseStake(modelId: ID!, amount: String!, drain: Boolean): File
    createSubmission(filename: String!, tournament: Int!, modelId: ID): File
  }
  interface Node { publicId: ID }
  union Either = File | Price
  type Round { number: Int returns(inDays: Int!): Float }
  type Account implements Node { publicId: ID apiTokens: [Token] }
  type Token { publicId: String }
  type Profile { return1Day: Float return52Weeks: Float rounds(firstN: Int!): [Round] }
  type Price { priceUsd: String }
  type File { id: ID url: String }
`);

const harmonised = (text: string) => harmonise(parse(text), schema);
const same = (given: string, wanted: string): void =>
  assert.equal(print(harmonised(given)), print(parse(wanted)), given);
const valid = (text: string): void => assert.deepEqual(validate(schema, harmonised(text)), [], text);

test('a field in another spelling takes the name of the schema and answers under the one of the client', () => {
  same('{ account { public_id } }', '{ account { public_id: publicId } }');
  same('{ latestNmrPrice { PriceUSD } }', '{ latestNmrPrice { PriceUSD: priceUsd } }');
  same(
    '{ v3UserProfile(modelName: "x") { return_1_day return_52_weeks } }',
    '{ v3UserProfile(modelName: "x") { return_1_day: return1Day return_52_weeks: return52Weeks } }',
  );
  same(
    '{ ACCOUNT { ApiTokens { public_id } } }',
    '{ ACCOUNT: account { ApiTokens: apiTokens { public_id: publicId } } }',
  );
});

test('an exact name stays as it is, and so does an alias of the client', () => {
  same('{ account { publicId } }', '{ account { publicId } }');
  same('{ mine: ac_count { key: public_id } }', '{ mine: account { key: publicId } }');
  same('{ __typename account { __typename } }', '{ __typename account { __typename } }');
});

test('the answer has the keys that the client wrote', () => {
  const rootValue = { account: { apiTokens: [{ publicId: 'A' }] } };
  const source = print(harmonised('{ account { api_tokens { public_id } } }'));
  const { data } = graphqlSync({ schema, source, rootValue });
  assert.equal(JSON.stringify(data), '{"account":{"api_tokens":[{"public_id":"A"}]}}');
});

test('arguments are renamed, of fields at every depth', () => {
  same('{ v3UserProfile(model_name: "x") { return1Day } }', '{ v3UserProfile(modelName: "x") { return1Day } }');
  same(
    '{ v3UserProfile(MODELNAME: "x") { rounds(first_n: 3) { returns(in_days: 1) } } }',
    '{ v3UserProfile(modelName: "x") { rounds(firstN: 3) { returns(inDays: 1) } } }',
  );
});

test('a name that matches nothing stays as the client wrote it, and validation says so', () => {
  const document = harmonised('{ account { snake_case_thing } no_such_root(any_arg: 1) { deeper_still } }');
  assert.match(print(document), /snake_case_thing/);
  const messages = validate(schema, document).map((error) => error.message);
  assert.ok(messages.some((message) => message.includes('"snake_case_thing" on type "Account"')));
  assert.ok(messages.some((message) => message.includes('"no_such_root" on type "Query"')));
  assert.equal(messages.length, 2);
});

test('type names that no schema has are read as scalars, with ! and brackets kept', () => {
  same(
    'query($a: Str!, $b: [bool!]!, $c: INTEGER, $d: float, $e: Id) { account { publicId } }',
    'query($a: String!, $b: [Boolean!]!, $c: Int, $d: Float, $e: ID) { account { publicId } }',
  );
  same(
    'query($a: Strange, $b: toString) { account { publicId } }',
    'query($a: Strange, $b: toString) { account { publicId } }',
  );
  valid(
    'query($username: Str!, $tournament: Int) { accountProfile(username: $username, tournament: $tournament) { publicId } }',
  );
  valid(
    'mutation($drain: bool!, $amount: String!, $modelId: ID!) { releaseStake(drain: $drain, amount: $amount, modelId: $modelId) { id } }',
  );
});

test('a variable takes the type of the first argument that it is the value of', () => {
  same(
    'mutation($drain: bool! $modelId: String $amount: String) { releaseStake(drain: $drain model_id: $modelId amount: $amount) { id } }',
    'mutation($drain: Boolean, $modelId: ID!, $amount: String!) { releaseStake(drain: $drain, modelId: $modelId, amount: $amount) { id } }',
  );
  same(
    'query($t: String) { a: rounds(tournament: $t) { number } submissionUploadAuth(filename: "f", tournament: $t) { url } }',
    'query($t: Int) { a: rounds(tournament: $t) { number } submissionUploadAuth(filename: "f", tournament: $t) { url } }',
  );
});

test('a default value takes the outer ! off the type', () => {
  same(
    'query($t: Int = 8, $f: String = "x") { submission_upload_auth(filename: $f, tournament: $t) { url } }',
    'query($t: Int = 8, $f: String = "x") { submission_upload_auth: submissionUploadAuth(filename: $f, tournament: $t) { url } }',
  );
  valid('query($t: Int! = 8) { submissionUploadAuth(filename: "f", tournament: $t) { url } }');
});

test('a variable that no argument takes keeps its declared type', () => {
  same('query($t: Int!, $u: Str) { account { publicId } }', 'query($t: Int!, $u: String) { account { publicId } }');
  same(
    'query($t: String) { rounds(nothing_like_it: $t) { number } }',
    'query($t: String) { rounds(nothing_like_it: $t) { number } }',
  );
});

test('a directive takes its arguments like a field', () => {
  same(
    'query($on: Str) { account @include(if: $on) { publicId } }',
    'query($on: Boolean!) { account @include(if: $on) { publicId } }',
  );
});

test('inline fragments and fragments are walked with the type that they stand on', () => {
  same(
    '{ node { public_id ... on Account { api_tokens { public_id } } } either { ... on Price { price_usd } ... on File { URL } } }',
    '{ node { public_id: publicId ... on Account { api_tokens: apiTokens { public_id: publicId } } } either { ... on Price { price_usd: priceUsd } ... on File { URL: url } } }',
  );
  same(
    'query($n: String) { v3UserProfile(modelName: "x") { ...Profile } } fragment Profile on Profile { rounds(first_n: $n) { ...R } } fragment R on Round { NUMBER }',
    'query($n: Int!) { v3UserProfile(modelName: "x") { ...Profile } } fragment Profile on Profile { rounds(firstN: $n) { ...R } } fragment R on Round { NUMBER: number }',
  );
});

test('fragments that take in each other come to an end', () => {
  const document = harmonised('{ account { ...A } } fragment A on Account { ...B } fragment B on Account { ...A }');
  assert.ok(validate(schema, document).some((error) => /itself/.test(error.message)));
});

test('each operation of a document has its own variables', () => {
  same(
    'query A($x: String) { rounds(number: $x) { number } } query B($x: Int) { accountProfile(username: $x) { publicId } }',
    'query A($x: Int) { rounds(number: $x) { number } } query B($x: String!) { accountProfile(username: $x) { publicId } }',
  );
});

test('the given document is not changed', () => {
  const given = parse('query($t: Str) { rounds(tournament: $t) { NUMBER } }');
  const before = print(given);
  harmonise(given, schema);
  assert.equal(print(given), before);
});
