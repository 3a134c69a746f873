/** What a command has of the world. @public */
export interface CommandContext {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  /** Ends what runs until it is stopped, such as a server; it then closes in good order. */
  readonly signal: AbortSignal;
}
