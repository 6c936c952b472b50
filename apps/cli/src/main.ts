import { type Command, helpOf } from './command.ts';
import { adminCommand } from './commands/admin.ts';
import { backupCommand } from './commands/backup.ts';
import { chainCommand } from './commands/chain.ts';
import { contributionCommand } from './commands/contribution.ts';
import { dataCommand } from './commands/data.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { optimizeCommand } from './commands/optimize.ts';
import { restoreCommand } from './commands/restore.ts';
import { scoreCommand } from './commands/score.ts';
import { seasonCommand } from './commands/season.ts';
import { serveCommand } from './commands/serve.ts';
import { startCommand } from './commands/start.ts';
import { submitCommand } from './commands/submit.ts';
import { symbolsCommand } from './commands/symbols.ts';
import { verifyCommand } from './commands/verify.ts';
import { workerCommand } from './commands/worker.ts';
import { sentenceOf } from './sentence.ts';

const COMMANDS: readonly Command[] = [
  startCommand,
  seasonCommand,
  serveCommand,
  workerCommand,
  scoreCommand,
  optimizeCommand,
  contributionCommand,
  diagnoseCommand,
  submitCommand,
  symbolsCommand,
  dataCommand,
  adminCommand,
  chainCommand,
  verifyCommand,
  backupCommand,
  restoreCommand,
];

const [name, ...words] = process.argv.slice(2);

process.on('uncaughtException', (error) => {
  console.error(sentenceOf(error));
  process.exit(1);
});

process.exitCode = await main(name, words);

async function main(name: string | undefined, words: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log('robata: a crowdsourced hedge fund on your own machine\n');
    for (const command of COMMANDS) console.log(`  robata ${command.name.padEnd(14)}${command.summary}`);
    console.log('\nrobata COMMAND --help says more.');
    return name === undefined ? 1 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    console.error(`robata has no command '${name}': it has ${COMMANDS.map((candidate) => candidate.name).join(', ')}.`);
    return 1;
  }
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
