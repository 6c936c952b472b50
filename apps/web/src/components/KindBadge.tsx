import { kindOf } from '../terms/kinds.ts';
import { useTip } from './useTip.tsx';

/** What kind of model this is; the explanation shows on hover, and for the keyboard where `isFocusable`. */
export function KindBadge({ kind, isFocusable = false }: { readonly kind: string; readonly isFocusable?: boolean }) {
  const { label, says } = kindOf(kind);
  const { trigger, tip } = useTip({ name: label, says });
  const className = `badge kind-${kind.replace(/[^a-z]/g, '')}`;
  return (
    <>
      {isFocusable ? (
        <button type="button" className={className} {...trigger}>
          {label}
        </button>
      ) : (
        <span className={className} {...trigger}>
          {label}
        </span>
      )}
      {tip}
    </>
  );
}
