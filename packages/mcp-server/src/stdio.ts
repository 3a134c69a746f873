/**
 * The pipeline server for one MCP host on the same machine, over standard input and output.
 *
 * @packageDocumentation
 */
export { type ServeStdioOptions, serveStdio } from './stdio/serve-stdio.ts';
