import { memoryStorage } from '../../storage/memoryStorage.ts';
import { openPglite } from '../../storage/openStorage.ts';
import { roundEngineContract } from './roundEngineContract.ts';

roundEngineContract('memory', async () => memoryStorage());
roundEngineContract('PGlite', () => openPglite(null));
