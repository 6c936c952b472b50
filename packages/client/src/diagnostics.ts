/** The door for a worker that diagnoses predictions where they are. It brings the arithmetic along: pages do not import it. */
export { diagnosePart, type DiagnosedPart, type LocalDiagnosis, type PartInput, PROPORTIONS } from './diagnosePart.ts';
export type { LocalRelease } from './localRelease.ts';
export { DomainError } from '@robata/tournament/diagnostics';
