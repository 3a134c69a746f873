import { randomUUID } from 'node:crypto';
import { createServerLogger, systemClock } from '../../src/index.ts';
import { serveMcpStdio } from '../../src/mcp/serve-stdio.ts';
import { SERVER_INFO } from '../../src/mcp/server-info.ts';
import { createEngineDefinitions } from './engine-definitions.ts';

// A server on standard input and output, for clients that start it themselves.
const { definitions, bus } = createEngineDefinitions();
const connection = serveMcpStdio({
  definitions,
  changes: { bus, lists: true, resources: true },
  principal: { id: 'local', scopes: ['read', 'execute'] },
  logger: createServerLogger({ level: 'silent' }),
  clock: systemClock,
  createId: randomUUID,
  serverInfo: SERVER_INFO,
});
await connection.closed;
