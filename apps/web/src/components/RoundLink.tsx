import { Link } from '@tanstack/react-router';

/** A round's number, which leads to its page. */
export function RoundLink({ number }: { readonly number: number }) {
  return (
    <Link to="/rounds/$number" params={{ number: String(number) }}>
      {number}
    </Link>
  );
}
