import { type Command, helpOf } from './command.ts';
import { sentenceOf } from './sentence.ts';

/** Each is read when it is asked for: a command that scores a file needs no server. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  season: async () => (await import('./commands/season.ts')).seasonCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  worker: async () => (await import('./commands/worker.ts')).workerCommand,
  score: async () => (await import('./commands/score.ts')).scoreCommand,
  optimize: async () => (await import('./commands/optimize.ts')).optimizeCommand,
  contribution: async () => (await import('./commands/contribution.ts')).contributionCommand,
  diagnose: async () => (await import('./commands/diagnose.ts')).diagnoseCommand,
  submit: async () => (await import('./commands/submit.ts')).submitCommand,
  symbols: async () => (await import('./commands/symbols.ts')).symbolsCommand,
  data: async () => (await import('./commands/data.ts')).dataCommand,
  admin: async () => (await import('./commands/admin.ts')).adminCommand,
  chain: async () => (await import('./commands/chain.ts')).chainCommand,
  vault: async () => (await import('./commands/vault.ts')).vaultCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
};

const [name, ...words] = process.argv.slice(2);

process.on('uncaughtException', (error) => {
  console.error(sentenceOf(error));
  process.exit(1);
});

process.exitCode = await main(name, words);

async function main(name: string | undefined, words: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log('robata: a crowdsourced hedge fund on your own machine\n');
    const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
    for (const command of commands) console.log(`  robata ${command.name.padEnd(14)}${command.summary}`);
    console.log('\nrobata COMMAND --help says more.');
    return name === undefined ? 1 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    console.error(`robata has no command '${name}': it has ${Object.keys(COMMANDS).join(', ')}.`);
    return 1;
  }
  const command = await load();
  if (words.includes('--help') || words.includes('-h')) {
    console.log(command.help?.(words) ?? helpOf(command));
    return 0;
  }
  try {
    return await command.run(words);
  } catch (error) {
    console.error(sentenceOf(error));
    if (process.env['ROBATA_DEBUG'] !== undefined) console.error(error);
    return 1;
  }
}
