import type { DataVersion } from '@robata/client';

/** That a version goes, until when it is there, and what takes its place; nothing where it does not go. */
export function Deprecated({ version: { deprecation } }: { readonly version: DataVersion }) {
  if (deprecation === null) return null;
  const { version, use, until, sentence } = deprecation;
  return (
    <ul className="notice">
      <li>
        <strong>{version} is deprecated.</strong> {sentence} Use {use}.{' '}
        {until === null ? 'It stays until a last day is announced here.' : `Its last day is ${until}.`} Until then its
        files come as before, and submissions made from it are accepted beside those of newer data.
      </li>
    </ul>
  );
}
