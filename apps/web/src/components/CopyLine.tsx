import { useState } from 'react';

interface CopyLineProps {
  readonly text: string;
  /** What is copied, as in `Copy the command`. */
  readonly label: string;
  /** Stands before it. */
  readonly name?: string;
}

/** Text that is meant to be copied: one line, or several as they are. */
export function CopyLine({ text, label, name }: CopyLineProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const isLong = text.includes('\n');
  return (
    <div className={isLong ? 'copy-line copy-text' : 'copy-line'}>
      {name !== undefined && <span className="copy-name">{name}</span>}
      {isLong ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{text}</code>
        </pre>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a line that scrolls must be reachable by keyboard
        <code tabIndex={0}>{text}</code>
      )}
      {'clipboard' in navigator && (
        <button type="button" className="button" onClick={() => void copy()} aria-label={`Copy ${label}`}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      )}
    </div>
  );
}
