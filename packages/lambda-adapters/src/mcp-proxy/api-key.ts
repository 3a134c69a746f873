/**
 * The key that the pipeline server knows the proxy by: as it is, or a function that is asked before each request, so that
 * keys may rotate. When the server has refused a key, the function is asked once more with that key; where it then returns
 * another one, the request is sent again with it.
 *
 * @public
 */
export type ApiKey = string | ((refused?: string) => Promise<string>);
