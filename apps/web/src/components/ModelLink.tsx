import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { KindBadge } from './KindBadge.tsx';

/** A model's name, which leads to its page, and its kind. */
export function ModelLink({ model, kind }: { readonly model: string; readonly kind: string }) {
  return (
    <span className="model-link">
      <Link to="/models/$name" params={{ name: model }}>
        {breakable(model)}
      </Link>
      <KindBadge kind={kind} />
    </span>
  );
}

/** A long name breaks after its underscores rather than anywhere. */
function breakable(name: string) {
  const [first, ...others] = name.split('_');
  let length = first?.length ?? 0;
  return (
    <>
      {first}
      {others.map((part) => {
        length += part.length + 1;
        return (
          <Fragment key={length}>
            _<wbr />
            {part}
          </Fragment>
        );
      })}
    </>
  );
}
