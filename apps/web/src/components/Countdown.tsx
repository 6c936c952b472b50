import { useEffect, useState } from 'react';
import { formatDuration } from '../format/formatDuration.ts';

/** How long it is until a time, second by second; `passed` once it is there. */
export function Countdown({ to, passed }: { readonly to: string; readonly passed: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor((Date.parse(to) - now) / 1_000);
  // Screen readers are not told every second: they read it when they come to it.
  return (
    <time className="figures" dateTime={to}>
      {seconds < 0 ? passed : formatDuration(seconds)}
    </time>
  );
}
