import { openPglite } from '../storage/openStorage.ts';
import { symbolContract } from './symbolContract.ts';

symbolContract('PGlite', () => openPglite(null));
