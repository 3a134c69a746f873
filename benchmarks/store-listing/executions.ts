import type { Execution } from '@sluice/core';

const START = Date.UTC(2026, 0, 1);
const PIPELINES = ['bootstrap', 'compute', 'app', 'dns'];
const TENANTS = ['acme', 'globex', 'initech', 'umbrella', 'hooli'];

/**
 * Makes the n-th execution of a store: a minute after the one before, finished, of about 1 KB. Of each thousand, every
 * pipeline and tenant has 25 in every environment, so that all pages are full in stores of any size.
 */
export function executionOf(index: number): Execution {
  const at = createdAtOf(index);
  return {
    executionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    version: 4,
    pipelineType: PIPELINES[Math.floor(index / 2) % PIPELINES.length] ?? '',
    environment: index % 2 === 0 ? 'dev' : 'prod',
    tenantId: TENANTS[Math.floor(index / 8) % TENANTS.length],
    parameters: { region: 'eu-west-1', replicas: 2, image: `registry.example.com/app:${index}`, dry_run: false },
    status: index % 50 === 0 ? 'failed' : 'succeeded',
    requestedBy: 'alice',
    sessionId: `session-${Math.floor(index / 3)}`,
    requestDigest: '4f'.repeat(32),
    createdAt: at,
    updatedAt: at + 30_000,
    finishedAt: at + 30_000,
    lastChange: { type: 'execution.succeeded', actor: 'sluice', cause: 'webhook' },
    executor: 'gitlab',
    target: { project: 'infra/bootstrap', ref: 'main' },
    run: {
      id: String(4711 + index),
      url: `https://gitlab.example.com/infra/bootstrap/-/pipelines/${4711 + index}`,
      rawStatus: 'success',
      stages: ['validate', 'plan', 'apply', 'verify'].map((name) => ({ name, status: 'succeeded' as const })),
    },
  };
}

/** When the n-th execution was created: milliseconds since the epoch. */
export function createdAtOf(index: number): number {
  return START + index * 60_000;
}
