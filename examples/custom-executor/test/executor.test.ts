import { executorConformance } from '@sluice/testkit';
import { describe, it } from 'vitest';
import { createKilnExecutor } from '../src/executor.ts';
import { API_KEY, openKilnWorld, SCENARIOS } from './kiln-world.ts';

executorConformance({
  name: 'Kiln',
  describe,
  it,
  create: ({ url, requestTimeoutMs }) => createKilnExecutor({ baseUrl: url, apiKey: API_KEY, requestTimeoutMs }),
  scenarios: SCENARIOS,
  world: openKilnWorld,
});
