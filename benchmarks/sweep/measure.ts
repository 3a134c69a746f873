import type { ExecutionService, SweepReport } from '@sluice/core';
import type { GitLab } from './gitlab.ts';

/** What one sweep took. */
export interface Measured {
  readonly situation: string;
  readonly report: SweepReport;
  readonly requests: number;
  readonly seconds: number;
  /** The most that this process has had in memory so far. */
  readonly memoryMb: number;
}

/** Sweeps once, and measures it. */
export async function measureSweep(situation: string, service: ExecutionService, gitLab: GitLab): Promise<Measured> {
  const before = await gitLab.requests();
  const startedAt = performance.now();
  const report = await service.sweep();
  const seconds = (performance.now() - startedAt) / 1000;
  const requests = (await gitLab.requests()) - before;
  return { situation, report, requests, seconds, memoryMb: process.resourceUsage().maxRSS / 1024 };
}
