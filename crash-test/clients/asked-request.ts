import { ENVIRONMENTS, type Environment } from '../config/environments.ts';
import type { Random } from '../random.ts';

/** A request for a pipeline, as often as it is made. */
export interface AskedRequest {
  /** Travels into the run as a parameter; no two requests have the same. */
  readonly name: string;
  readonly pipelineType: 'network' | 'compute';
  readonly environment: Environment;
  readonly tenantId: string;
  readonly idempotencyKey: string | undefined;
}

const KEYED = 0.6;
/** How often it is for the tenant of the request before, which may be in the way. */
const SAME_TENANT = 0.15;

/** Makes requests of one client, one after the other. */
export function createRequests(client: string, random: Random): () => AskedRequest {
  let count = 0;
  let last: AskedRequest | undefined;
  return () => {
    count += 1;
    const name = `${client}-${count}`;
    const place =
      last !== undefined && random.chance(SAME_TENANT)
        ? { pipelineType: last.pipelineType, environment: last.environment, tenantId: last.tenantId }
        : {
            pipelineType: random.pick(['network', 'compute'] as const),
            environment: random.pick(ENVIRONMENTS),
            tenantId: name,
          };
    last = { ...place, name, idempotencyKey: random.chance(KEYED) ? `key-of-${name}` : undefined };
    return last;
  };
}
