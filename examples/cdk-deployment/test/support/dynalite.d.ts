declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Makes the server; it listens nowhere yet. Without `path` it keeps its tables in memory. */
  export default function dynalite(options: { readonly createTableMs?: number; readonly path?: string }): Server;
}
