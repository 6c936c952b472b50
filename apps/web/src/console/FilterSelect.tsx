interface FilterSelectProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  /** Undefined: all of them. */
  readonly value: T | undefined;
  readonly onChange: (value: T | undefined) => void;
}

/** One of a few, or all. */
export function FilterSelect<T extends string>({ label, options, value, onChange }: FilterSelectProps<T>) {
  return (
    <label className="filter">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={({ target }) => onChange(options.find((option) => option === target.value))}
      >
        <option value="">all</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
