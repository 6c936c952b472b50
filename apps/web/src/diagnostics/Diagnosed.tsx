import type { LocalDiagnosis } from '@robata/client';
import { EraSection } from './EraSection.tsx';
import { ExposureSection } from './ExposureSection.tsx';
import { FiguresSection } from './FiguresSection.tsx';
import type { Look } from './looks.ts';
import { LuckSection } from './LuckSection.tsx';
import { NeutralSection } from './NeutralSection.tsx';

interface DiagnosedProps {
  readonly diagnosis: LocalDiagnosis;
  readonly looks: readonly Look[];
  readonly onForget: () => void;
}

/** Everything that is known of a file, the most telling first. */
export function Diagnosed({ diagnosis, looks, onForget }: DiagnosedProps) {
  const { report, detail, ratings, expectedMaxima } = diagnosis;
  return (
    <>
      <FiguresSection report={report} ratings={ratings} />
      <LuckSection figures={report.figures} looks={looks} expectedMaxima={expectedMaxima} onForget={onForget} />
      <EraSection eras={report.eras} />
      {detail !== null && detail.features.length > 0 && (
        <>
          <ExposureSection detail={detail} eras={report.eras.map(({ era }) => era)} />
          <NeutralSection steps={detail.neutralized} />
        </>
      )}
    </>
  );
}
