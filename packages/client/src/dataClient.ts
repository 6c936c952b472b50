import type { DataPage } from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';

/** The data that are given away. */
export interface DataClient {
  /** What is published, newest version first, and what was found in it. */
  data(options?: CallOptions): Promise<DataPage>;
  /** Where a file can be downloaded as it is now, by its name as `v1.0/train.parquet`: the same address as long as the server stands. */
  dataFileUrl(name: string): string;
}

export const dataClient = ({ origin, ask }: Connection): DataClient => ({
  data: (options) => ask('/api/data', options),
  dataFileUrl: (name) => `${origin}/api/data/files/${name.split('/').map(encodeURIComponent).join('/')}`,
});
