import { openPglite } from './openStorage.ts';
import { storageContract } from './storageContract.ts';

storageContract('PGlite', () => openPglite(null));
