export type UploadKind = 'classic' | 'signals' | 'diagnostics';

const MIB = 2 ** 20;

/** Live files are some hundred kB; files of all validation eras are what diagnostics want. */
export const UPLOAD_LIMIT_BYTES: Readonly<Record<UploadKind, number>> = {
  classic: 64 * MIB,
  signals: 64 * MIB,
  diagnostics: 256 * MIB,
};
