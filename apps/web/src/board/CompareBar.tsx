import { Link } from '@tanstack/react-router';
import { COMPARED_MAX } from './compared.ts';

interface CompareBarProps {
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

/** The models that are chosen to be compared, and the way there. */
export function CompareBar({ names, onChange }: CompareBarProps) {
  if (names.length === 0) return null;
  return (
    <div className="compare-bar" role="status">
      <Link to="/compare" search={{ models: names.join(',') }} className="button">
        Compare {names.length === 1 ? '1 model' : `${names.length} models`}
      </Link>
      <span className="chips">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className="chip-button"
            aria-label={`Take ${name} away`}
            onClick={() => onChange(names.filter((other) => other !== name))}
          >
            {name} <span aria-hidden="true">×</span>
          </button>
        ))}
      </span>
      {names.length === COMPARED_MAX && <span className="muted">Five at most.</span>}
    </div>
  );
}
