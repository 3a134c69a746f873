import type { Implementation } from '@modelcontextprotocol/server';
import { openApiDocumentJson } from '../generated/openapi-document.ts';

/** What the server says of itself to MCP clients: its version is that of the API. */
export const SERVER_INFO: Implementation = {
  name: 'sluice',
  title: 'Sluice pipeline server',
  version: JSON.parse(openApiDocumentJson).info.version,
};
