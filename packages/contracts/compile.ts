/** Compiles the contracts with the pinned solc, offline, and writes `artifacts/` and the typed ABI. `node packages/contracts/compile.ts` */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const solc = require('solc') as { compile(input: string, callbacks: object): string; version(): string };

export const COMPILER = { evmVersion: 'cancun', optimizer: { enabled: true, runs: 200 } } as const;

export interface Compiled {
  readonly abi: readonly unknown[];
  readonly bytecode: `0x${string}`;
  readonly deployedBytes: number;
}

interface SolcOutput {
  readonly errors?: readonly { severity: string; formattedMessage: string; sourceLocation?: { file: string } }[];
  readonly contracts: Record<
    string,
    Record<string, { abi: unknown[]; evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }>
  >;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The named source of ours (under `contracts/`, or `changed` in its place) or of OpenZeppelin. */
function sourceOf(path: string, changed: Readonly<Record<string, string>>): string {
  return changed[path] ?? readFileSync(path.startsWith('@') ? require.resolve(path) : here(path), 'utf8');
}

/** The contracts of `files` by name. `changed` replaces sources by their paths, as the tests' planted bugs do. Throws on any error, and on a warning where nothing is replaced. */
export function compile(
  files: readonly string[],
  changed: Readonly<Record<string, string>> = {},
): Record<string, Compiled> {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(files.map((path) => [path, { content: sourceOf(path, changed) }])),
    settings: {
      ...COMPILER,
      // Without the hash of the sources' metadata, so that a comment changes no byte.
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const read = (path: string) => ({ contents: sourceOf(path, changed) });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as SolcOutput;
  // OpenZeppelin's own warnings (of transient storage, say) are not ours to mend; those of a planted bug are wanted.
  const isOurs = (file = '') => !file.startsWith('@') && Object.keys(changed).length === 0;
  const fault = output.errors?.find((it) => it.severity === 'error' || isOurs(it.sourceLocation?.file));
  if (fault !== undefined) throw new Error(fault.formattedMessage);
  return Object.fromEntries(
    files.flatMap((path) =>
      Object.entries(output.contracts[path] ?? {}).map(([name, { abi, evm }]) => [
        name,
        {
          abi,
          bytecode: `0x${evm.bytecode.object}` as const,
          deployedBytes: evm.deployedBytecode.object.length / 2,
        },
      ]),
    ),
  );
}

export const SOURCES = [
  'contracts/StakingVault.sol',
  'contracts/testing/TestToken.sol',
  'contracts/testing/BadTokens.sol',
] as const;

/** Contracts whose ABI is committed as a typed module too, with its folder: viem checks the arguments of calls by it. */
const TYPED: Readonly<Record<string, string>> = { StakingVault: 'src', TestToken: 'src/testing' };

/** Everything that is committed of a compilation, by its path. */
export function committedFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, { abi, bytecode, deployedBytes }] of Object.entries(compile(SOURCES))) {
    if (bytecode === '0x') continue;
    const folder = name === 'StakingVault' ? 'artifacts' : 'artifacts/testing';
    const artifact = { contract: name, compiler: solc.version(), settings: COMPILER, deployedBytes, abi, bytecode };
    files[`${folder}/${name}.json`] = `${JSON.stringify(artifact)}\n`;
    const typed = TYPED[name];
    if (typed === undefined) continue;
    const constant = `${camel(name)}Abi`;
    files[`${typed}/${constant}.ts`] =
      `/** Written by compile.ts from the contract ${name}. */\n// biome-ignore format: generated\nexport const ${constant} = ${JSON.stringify(abi)} as const;\n`;
  }
  return files;
}

const camel = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`;

if (import.meta.main) {
  for (const [path, text] of Object.entries(committedFiles())) {
    writeFileSync(here(path), text);
    process.stdout.write(`${path}: ${text.length} characters; format it with biome\n`);
  }
}
