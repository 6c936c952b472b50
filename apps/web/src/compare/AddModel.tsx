import { useState } from 'react';

/** A field for a model's name. */
export function AddModel({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form
      className="add-model"
      onSubmit={(event) => {
        event.preventDefault();
        // A comma stands between names in the address.
        const trimmed = name.trim().replaceAll(',', '');
        if (trimmed === '') return;
        onAdd(trimmed);
        setName('');
      }}
    >
      <label className="filter">
        <span>Model</span>
        <input
          value={name}
          placeholder="name"
          autoComplete="off"
          spellCheck={false}
          maxLength={32}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        Add
      </button>
    </form>
  );
}
