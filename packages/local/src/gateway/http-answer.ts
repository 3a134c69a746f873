/** What the gateway answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}

/** Makes an answer of the gateway's own: a message in JSON. */
export function messageAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify({ message }) };
}
