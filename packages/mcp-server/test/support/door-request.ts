/** A request as a test sends it through any door. */
export interface DoorRequest {
  readonly method: string;
  /** With its query, encoded; sent as it is. */
  readonly path: string;
  /** Names as they are sent; a list sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Sent as it is. */
  readonly body?: string | Uint8Array | undefined;
}

/** Returns the headers as pairs. */
export function headerPairs({ headers = {} }: DoorRequest): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
}

/** Returns path and query apart. */
export function splitPath({ path }: DoorRequest): { readonly path: string; readonly query: string } {
  const mark = path.indexOf('?');
  return mark < 0 ? { path, query: '' } : { path: path.slice(0, mark), query: path.slice(mark + 1) };
}
