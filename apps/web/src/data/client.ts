import { robataClient } from '@robata/client';

/** The server that sent this page. */
export const client = robataClient();
