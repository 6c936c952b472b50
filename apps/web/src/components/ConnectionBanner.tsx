import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useConnection } from '../data/useConnection.ts';

/** While the server does not answer: says so, says how old what is shown is, and tries again by itself and when asked to. */
export function ConnectionBanner() {
  const queries = useQueryClient();
  const { isLost, since } = useConnection();
  const [isTrying, setTrying] = useState(false);

  // The machine says so at once when its network goes or comes; whether the server answers is seen by asking.
  useEffect(() => {
    const ask = (): void => void queries.refetchQueries({ queryKey: ['overview'] });
    addEventListener('offline', ask);
    addEventListener('online', ask);
    return () => {
      removeEventListener('offline', ask);
      removeEventListener('online', ask);
    };
  }, [queries]);

  // Everything on the page is as old as the loss: all of it is asked for again at once.
  useEffect(() => {
    if (!isLost) return;
    return () => void queries.refetchQueries({ type: 'active' });
  }, [isLost, queries]);

  const retry = async (): Promise<void> => {
    setTrying(true);
    await queries.refetchQueries({ queryKey: ['overview'] });
    setTrying(false);
  };

  return (
    <div role="status" className="connection">
      {isLost && (
        <div className="connection-lost">
          <p>
            <strong>The connection to the server is lost.</strong>{' '}
            {since !== null && <>What you see is from {clock(since)}. </>}
            {navigator.onLine ? 'This page tries again by itself.' : 'This device is offline.'}
          </p>
          <button type="button" className="button" aria-disabled={isTrying} onClick={() => void retry()}>
            {isTrying ? 'Trying …' : 'Try now'}
          </button>
        </div>
      )}
    </div>
  );
}

const clock = (ms: number): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
