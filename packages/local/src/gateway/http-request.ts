/** A request as the gateway received it. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names and values as they came, in order; a name may stand twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly requestId: string;
}
