import { createServerLogger } from '../../src/index.ts';
import { serveStdio } from '../../src/stdio.ts';
import { createMcpWorld, WORLD_KEY, WORLD_WAIT_MS } from './mcp-world.ts';

// A program of its own, what an MCP host starts. Its argument is the store's file.
const { service, authenticate, close } = await createMcpWorld(process.argv[2]);
const logger = createServerLogger({ destination: process.stderr, level: 'silent' });
await serveStdio({ service, logger, authenticate, apiKey: WORLD_KEY, waitMs: WORLD_WAIT_MS });
await close();
