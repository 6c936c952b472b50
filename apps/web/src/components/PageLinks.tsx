import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useVisitor } from '../data/own.ts';

const PAGES = [
  { to: '/', text: 'Overview' },
  { to: '/leaderboard', text: 'Leaderboard' },
  { to: '/rounds', text: 'Rounds' },
  { to: '/meta-model', text: 'Meta model' },
  { to: '/data', text: 'Data' },
  { to: '/fund', text: 'Fund' },
] as const;
const SUBMIT = { to: '/submit', text: 'Submit' } as const;
const DIAGNOSTICS = { to: '/diagnostics', text: 'Diagnostics' } as const;
const WALLET = { to: '/wallet', text: 'Wallet' } as const;
const CONSOLE = { to: '/console', text: 'Console' } as const;

/** The pages in one row. Where they do not fit, it scrolls sideways, fades at the edge beyond which there is more, and shows the page one is on. */
export function PageLinks() {
  const { participation = 'none', account = null } = useVisitor().data ?? {};
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const pages = [
    ...PAGES,
    ...(participation === 'none' ? [DIAGNOSTICS] : [SUBMIT, DIAGNOSTICS, WALLET]),
    ...(account?.role === 'operator' ? [CONSOLE] : []),
  ];

  useEffect(() => {
    const row = nav.current;
    if (row === null) return;
    const observer = new ResizeObserver(() => markEdges(row));
    for (const link of row.children) observer.observe(link);
    observer.observe(row);
    return () => observer.disconnect();
  }, []);

  const current = pages.findIndex(({ to }) => (to === '/' ? pathname === to : pathname.startsWith(to)));
  useEffect(() => {
    const link = nav.current?.children[current];
    if (nav.current !== null && link instanceof HTMLElement) centre(nav.current, link);
  }, [current]);

  return (
    <nav aria-label="Pages" ref={nav} onScroll={({ currentTarget }) => markEdges(currentTarget)}>
      {pages.map(({ to, text }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

function centre(row: HTMLElement, link: HTMLElement): void {
  row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}

/** Tells the style at which edges there is more. */
function markEdges(row: HTMLElement): void {
  const left = row.scrollWidth - row.clientWidth - row.scrollLeft;
  row.toggleAttribute('data-more-before', row.scrollLeft > 1);
  row.toggleAttribute('data-more-after', left > 1);
}
