declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Makes the server; it listens nowhere yet, and keeps its tables in memory. */
  export default function dynalite(options: { readonly createTableMs?: number }): Server;
}
