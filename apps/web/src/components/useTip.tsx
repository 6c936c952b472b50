import { type FocusEvent, type PointerEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Term } from '../terms/terms.ts';

const GAP_PX = 6;

/**
 * An explanation beside an element: shown while a mouse is over it or the keyboard is on it, gone with Escape, scrolling or leaving.
 * Spread `trigger` on the element and put `tip` next to it. It lies in the top layer, so no table cuts it off.
 */
export function useTip(term: Term | undefined) {
  const id = useId();
  const tip = useRef<HTMLDivElement>(null);
  const [isShown, setShown] = useState(false);

  const show = (element: HTMLElement): void => {
    const box = tip.current;
    if (box === null) return;
    box.showPopover();
    const anchor = element.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(GAP_PX, Math.min(anchor.left, innerWidth - width - GAP_PX));
    const isRoomBelow = anchor.bottom + GAP_PX + height < innerHeight;
    box.style.left = `${left}px`;
    box.style.top = `${isRoomBelow ? anchor.bottom + GAP_PX : Math.max(GAP_PX, anchor.top - GAP_PX - height)}px`;
    setShown(true);
  };

  useEffect(() => {
    if (!isShown) return;
    const hide = (): void => {
      tip.current?.hidePopover();
      setShown(false);
    };
    const hideOnEscape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    addEventListener('scroll', hide, { capture: true, passive: true });
    addEventListener('keydown', hideOnEscape);
    return () => {
      removeEventListener('scroll', hide, { capture: true });
      removeEventListener('keydown', hideOnEscape);
    };
  }, [isShown]);

  if (term === undefined) return { trigger: {}, tip: null };
  const hide = (): void => {
    tip.current?.hidePopover();
    setShown(false);
  };
  const trigger = {
    'aria-describedby': id,
    onPointerEnter: (event: PointerEvent<HTMLElement>) => {
      if (event.pointerType === 'mouse') show(event.currentTarget);
    },
    onPointerLeave: hide,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget);
    },
    onBlur: hide,
  };
  const content: ReactNode = (
    <div ref={tip} id={id} role="tooltip" popover="manual" className="tip">
      <strong>{term.name}</strong> {term.says}
      {term.formula !== undefined && <code>{term.formula}</code>}
    </div>
  );
  return { trigger, tip: content };
}
