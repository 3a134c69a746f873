import autocannon from 'autocannon';
import type { MeasuredServer } from './servers.ts';

/** Requests of one kind. */
export type Question = 'GET execution' | 'POST /execute' | 'tools/call get_execution';

/** What a load came to. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Processor time of the server's process for each request. */
  readonly cpuMicrosPerRequest: number;
  readonly rssMb: number;
}

/** The key that Sluice is asked with; the others do not look at it. */
export const API_KEY = 'benchmark-key-of-32-characters-00';

const CONNECTIONS = 50;
const PROTOCOL_VERSION = '2026-07-28';

/**
 * Asks a server as fast as it answers.
 *
 * @throws Error when an answer is not the one that is wanted: a fast refusal is not fast
 */
export async function load(server: MeasuredServer, question: Question, requestCount: number): Promise<Load> {
  const stayAwake = neverSleep();
  const before = await server.usage();
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    amount: requestCount,
    idReplacement: true,
    requests: [requestOf(question, server)],
  });
  const after = await server.usage();
  stayAwake.end();
  const requests = result['2xx'];
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0 || requests === 0) throw new Error(`${question}: ${failed} of ${requests + failed} requests failed`);
  return {
    requests,
    perSecond: requests / result.duration,
    p99Ms: result.latency.p99,
    cpuMicrosPerRequest: (after.cpuMicros - before.cpuMicros) / requests,
    rssMb: after.rssBytes / 2 ** 20,
  };
}

/**
 * Keeps this process from sleeping between two answers, whoever the server is. To wake a sleeping reader costs the writer
 * more than a whole request of bare Hono; a server that is fast enough to keep its reader busy never pays that.
 */
function neverSleep(): { end(): void } {
  let isAwake = true;
  const turn = (): void => {
    if (isAwake) setImmediate(turn);
  };
  turn();
  return {
    end() {
      isAwake = false;
    },
  };
}

/** The request of a kind; `[<id>]` becomes another text in each request. */
export function requestOf(
  question: Question,
  { executionId }: Pick<MeasuredServer, 'executionId'>,
): autocannon.Request {
  const headers = { 'x-api-key': API_KEY, 'content-type': 'application/json' };
  switch (question) {
    case 'GET execution':
      return { method: 'GET', path: `/executions/${executionId}`, headers };
    case 'POST /execute': {
      const body = { pipeline_type: 'deploy', environment: 'dev', parameters: { ref: '[<id>]' } };
      return { method: 'POST', path: '/execute', headers, body: JSON.stringify(body) };
    }
    case 'tools/call get_execution':
      return { method: 'POST', path: '/mcp', headers: { ...headers, ...MCP_HEADERS }, body: toolCall(executionId) };
  }
}

const MCP_HEADERS = {
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': PROTOCOL_VERSION,
  'mcp-method': 'tools/call',
  'mcp-name': 'get_execution',
};

function toolCall(executionId: string): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'get_execution',
      arguments: { execution_id: executionId },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': PROTOCOL_VERSION,
        'io.modelcontextprotocol/clientInfo': { name: 'benchmark', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
}
