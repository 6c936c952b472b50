/** A door of this room for commands beside a server: the data folder and what lies in it. The rest of the house, and its database, is not loaded for it. */
export { type OperatorKey, readOperatorKey } from './accounts/operator.ts';
export { readOwnerFile, writeOwnerFile } from './accounts/ownerFile.ts';
export { deprecate } from './datasets/deprecations.ts';
export { type DataFolder, DataFolderBusyError, isDataFolder, openDataFolder } from './dataFolder.ts';
