import { useState } from 'react';

interface FilterFieldProps {
  readonly initial: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
}

/** A field whose text narrows a list. It keeps the text itself: the address follows a moment later and must not hold back typing. */
export function FilterField({ initial, placeholder, onChange }: FilterFieldProps) {
  const [text, setText] = useState(initial);
  return (
    <label className="filter">
      <span>Filter</span>
      <input
        type="search"
        value={text}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
