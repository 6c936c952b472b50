export const DISK_FULL = 'The disk of this server is full: nothing of this was kept. Try again later.';

/** Whether it failed because there is no room: in a file, or in the database, which says so in its words. */
export const isDiskFull = (error: { readonly code?: unknown; readonly message: string }): boolean =>
  error.code === 'ENOSPC' || /no space left on device/i.test(error.message);
