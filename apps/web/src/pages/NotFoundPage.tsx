import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';

/** An address where nothing is. */
export function NotFoundPage() {
  return (
    <PageHead title="Nothing here">
      <p>
        There is no page at this address. <Link to="/">Back to the overview</Link>
      </p>
    </PageHead>
  );
}
