/** A door of this room for whoever reads the rules of a tournament that is not begun yet. No disk, no database. */
export { checkRules } from './configuration/checkRules.ts';
export { configOf, rulesOf } from './configuration/rules.ts';
export { robataSignals1 } from './rounds/signals/robataSignals1.ts';
export { robata1, type TournamentConfig } from './rounds/tournamentConfig.ts';
