import type { ErrorCode } from '@sluice/core';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { McpFacts } from '../http/server-env.ts';

/** Measures the requests that the server answers. @public */
export interface RequestMetrics {
  /** Takes down an answered request. */
  onRequest(request: RequestMeasurement): void;
}

/** A request, when it is answered. @public */
export interface RequestMeasurement {
  readonly method: string;
  /** The template that its path follows, undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  /** `wait`: it asked to wait for something. `stream`: its answer went on for as long as there was something to tell. */
  readonly kind: 'plain' | 'wait' | 'stream';
  readonly durationMs: number;
  /** What it failed with. */
  readonly code?: ErrorCode | undefined;
  readonly mcp?: McpFacts | undefined;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Those of the semantic conventions for `mcp.server.operation.duration`. */
const MCP_DURATIONS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

const REFUSALS = [
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'overloaded',
  'request_timeout',
  'request_too_large',
] as const satisfies readonly ErrorCode[];

/** Makes the metrics of requests. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry];
  const requests = new Histogram({
    name: 'sluice_http_request_duration_seconds',
    help: 'Time to answer a request, by the template of its path. kind: plain; wait, which asked to wait; stream.',
    labelNames: ['method', 'route', 'status', 'kind'],
    buckets: DURATIONS,
    registers,
  });
  const operations = new Histogram({
    name: 'mcp_server_operation_duration_seconds',
    help: 'Time to answer an MCP request (mcp.server.operation.duration of the OpenTelemetry semantic conventions).',
    labelNames: ['mcp_method_name', 'gen_ai_tool_name', 'error_type'],
    buckets: MCP_DURATIONS,
    registers,
  });
  const refused = new Counter({
    name: 'sluice_requests_refused_total',
    help: 'Requests that were turned away before anything was done, by reason.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of REFUSALS) refused.inc({ reason }, 0);

  return {
    onRequest({ method, route = 'none', status, kind, durationMs, code, mcp }) {
      const seconds = durationMs / 1000;
      requests.observe({ method: METHODS.includes(method) ? method : 'other', route, status, kind }, seconds);
      if (code !== undefined && (REFUSALS as readonly string[]).includes(code)) refused.inc({ reason: code });
      if (mcp === undefined) return;
      const labels = { mcp_method_name: mcp.method, gen_ai_tool_name: mcp.tool ?? '', error_type: mcp.errorType ?? '' };
      operations.observe(labels, seconds);
    },
  };
}
