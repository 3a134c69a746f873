import type { Readable, Writable } from 'node:stream';

/** What a command has of the world. @public */
export interface CommandContext {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  /** Ends what runs until it is stopped, such as a server; it then closes in good order. */
  readonly signal: AbortSignal;
  /** Ends at once what takes its time to close. */
  readonly hurry: AbortSignal;
}
