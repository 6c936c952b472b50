import { robataClient } from '@robata/client';

/** The server that sent this page. Queries try again by themselves. */
export const client = robataClient({ attempts: 1 });
