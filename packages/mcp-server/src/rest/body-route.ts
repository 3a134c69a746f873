import type { ExecutionService } from '@sluice/core';
import type { BodyLimits } from '../http/body-bytes.ts';

/** What a route needs that reads a body. */
export interface BodyRouteOptions {
  readonly service: ExecutionService;
  readonly bodyLimits: BodyLimits;
}
