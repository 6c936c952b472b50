import { MONEY_BUGS } from './moneyBugs.ts';
import type { PlantedBug } from './plantedBug.ts';
import { ROUND_BUGS } from './roundBugs.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [...MONEY_BUGS, ...ROUND_BUGS];
