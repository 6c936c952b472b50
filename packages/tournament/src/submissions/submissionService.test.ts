import { openPglite } from '../storage/openStorage.ts';
import { submissionContract } from './submissionContract.ts';

submissionContract('PGlite', () => openPglite(null));
