import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react';

interface DropZoneProps {
  readonly accept: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** A place to drop files on, or to choose them with. */
export function DropZone({ accept, onFiles, children }: DropZoneProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div
      className={isOver ? 'drop-zone is-over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <svg viewBox="0 0 24 24" width="34" height="34" aria-hidden="true">
        <path
          d="M12 15.500V4M7.500 8.200 12 3.700l4.500 4.500M4 14.500v4.200c0 .9.700 1.600 1.600 1.600h12.800c.9 0 1.600-.7 1.600-1.600v-4.200"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.600"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <label htmlFor={id}>{children}</label>
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        multiple
        onChange={() => {
          onFiles([...(input.current?.files ?? [])]);
          // The same file can be chosen again.
          if (input.current !== null) input.current.value = '';
        }}
      />
    </div>
  );
}
