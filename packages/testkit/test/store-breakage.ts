import type { ExecutionStore } from '@sluice/core';
import type { MemoryData } from './store-in-memory.ts';

/** A way in which a store is wrong, a case that must find it, and the methods that are wrong. */
export type Breakage = readonly [
  what: string,
  foundBy: string,
  breakStore: (store: ExecutionStore, data: MemoryData) => Partial<ExecutionStore>,
];
