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

/** The contracts of `files` by name. `changed` replaces sources by their paths, as the tests' planted bugs do. Throws on any error or warning. */
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
  // OpenZeppelin's own warnings (of transient storage, say) are not ours to mend.
  const fault = output.errors?.find((it) => it.severity === 'error' || !it.sourceLocation?.file.startsWith('@'));
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

export const SOURCES = ['contracts/StakingVault.sol', 'contracts/testing/TestToken.sol'] as const;

/** What `artifacts/NAME.json` holds. */
export const artifactText = (name: string, { abi, bytecode, deployedBytes }: Compiled): string =>
  `${JSON.stringify({ contract: name, compiler: solc.version(), settings: COMPILER, deployedBytes, abi, bytecode })}\n`;

/** `src/NAMEAbi.ts`, typed, so that viem checks the arguments of every call. */
export const abiModule = (name: string, { abi }: Compiled): string =>
  `/** Written by compile.ts from the contract ${name}. */\n// biome-ignore format: generated\nexport const ${camel(name)}Abi = ${JSON.stringify(abi)} as const;\n`;

/** Everything that is committed of a compilation, by its path. */
export const committedFiles = (): Record<string, string> => {
  const compiled = compile(SOURCES);
  return Object.fromEntries(
    ['StakingVault', 'TestToken'].flatMap((name) => {
      const contract = compiled[name];
      if (contract === undefined) throw new Error(`no ${name} came out`);
      const folder = name === 'TestToken' ? 'src/testing' : 'src';
      return [
        [`artifacts/${name}.json`, artifactText(name, contract)],
        [`${folder}/${camel(name)}Abi.ts`, abiModule(name, contract)],
      ];
    }),
  );
};

const camel = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`;

if (import.meta.main) {
  for (const [path, text] of Object.entries(committedFiles())) {
    writeFileSync(here(path), text);
    process.stdout.write(`${path}: ${text.length} characters\n`);
  }
}
