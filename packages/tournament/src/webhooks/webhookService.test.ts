import { openPglite } from '../storage/openStorage.ts';
import { webhookContract } from './webhookContract.ts';

webhookContract('PGlite', () => openPglite(null));
