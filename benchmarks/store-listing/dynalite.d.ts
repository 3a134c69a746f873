declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Makes a server with DynamoDB's API; in memory when no path is given. */
  export default function dynalite(options?: { readonly createTableMs?: number; readonly path?: string }): Server;
}
