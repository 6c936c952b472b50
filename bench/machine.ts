import { cpus, totalmem } from 'node:os';

/** What the figures were measured on. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${memory} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
