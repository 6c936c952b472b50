import type { RoundUnderWay } from '@robata/client';

type Step = Pick<RoundUnderWay['steps'][number], 'kind' | 'day'>;

const NAMES = { open: 'Open', close: 'Close', score: 'Score', resolve: 'Resolve and pay' } as const;

/** What a step does, as people say it. */
export const stepName = ({ kind, day }: Step): string => (kind === 'score' ? `Score day ${day}` : NAMES[kind]);
