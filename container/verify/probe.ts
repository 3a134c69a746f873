/** Runs where the server listens: asks it what an orchestrator and an MCP host ask, and prints what it said. */
const URL_OF_SERVER = 'http://127.0.0.1:8000';
const VERSION = '2026-07-28';

const LIST_TOOLS = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': VERSION,
      'io.modelcontextprotocol/clientInfo': { name: 'probe', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

const MCP_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': VERSION,
  'mcp-method': 'tools/list',
  'x-api-key': process.argv[2] ?? '',
  // AgentCore Runtime adds these to whatever it passes on.
  'mcp-session-id': '00000000-0000-4000-8000-000000000000',
  'x-amzn-bedrock-agentcore-runtime-session-id': '00000000-0000-4000-8000-000000000000',
};

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(`${URL_OF_SERVER}${path}`, init);
  return { path, status: response.status, body: await response.json() };
}

const answers = [
  await ask('/healthz'),
  await ask('/readyz'),
  await ask('/pipelines'),
  await ask('/mcp', { method: 'POST', headers: MCP_HEADERS, body: JSON.stringify(LIST_TOOLS) }),
];
process.stdout.write(JSON.stringify(answers));
