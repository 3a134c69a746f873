import type { ExecutionStore } from '@sluice/core';
import type { Watch } from '../kills/moment.ts';
import type { Upstream } from './gate.ts';

/** Which store the servers use. */
export type StoreName = 'sqlite' | 'dynamodb';

/** The store that all servers share. */
export interface SharedStore {
  /** The value of `sluice serve --store`. */
  readonly argument: string;
  /** Where the servers reach it over the network; absent where it is a file. */
  readonly upstream?: Upstream | undefined;
  /** What a server needs in its environment to use it at a gate. */
  variables(gateUrl: string): Record<string, string>;
  /** Tells of every write that reaches the file. Nobody can tell which server wrote; absent where there is no file. */
  watchWrites?(watch: Watch): void;
  /** Opens it for a look from this process. */
  open(): Promise<{ readonly store: ExecutionStore; close(): Promise<void> }>;
  close(): Promise<void>;
}
