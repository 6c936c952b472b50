/** A door of this room for backups of an open database and of its folder, and their way back. */
export { backup } from './backup/backup.ts';
export { checkBackup, restore } from './backup/restore.ts';
