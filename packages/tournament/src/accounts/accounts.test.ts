import { openPglite } from '../storage/openStorage.ts';
import { accountsContract } from './accountsContract.ts';

accountsContract('PGlite', () => openPglite(null));
