import { memoryStorage } from './memoryStorage.ts';
import { storageContract } from './storageContract.ts';

storageContract('memory', async () => memoryStorage());
