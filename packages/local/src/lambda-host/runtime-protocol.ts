/** What a worker is told of the function that it runs. */
export interface WorkerStart {
  readonly module: string;
  /** What the module exports the handler as. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMb: number;
}

/** One event for a worker. */
export interface WorkerInvocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** JSON, from the `X-Amz-Client-Context` header. */
  readonly clientContext: string | undefined;
  readonly timeoutMs: number;
}

/** What a worker says: that its module is loaded, that it can't be, a piece of a streamed answer, or what became of an event. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'init_failed'; readonly payload: string }
  | { readonly type: 'streamed'; readonly bytes: Uint8Array }
  | { readonly type: 'answered'; readonly payload: string }
  | { readonly type: 'failed'; readonly payload: string };

/** How Lambda words an error. */
export interface LambdaError {
  readonly errorType?: string | undefined;
  readonly errorMessage: string;
  readonly trace?: readonly string[] | undefined;
}
