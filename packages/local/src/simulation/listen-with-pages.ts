import { type Listening, listen } from '@sluice/testkit';

/** The API of a simulator. */
type Api = { readonly fetch: Parameters<typeof listen>[0] };

/**
 * Lets a simulator listen that has pages for people besides its API.
 *
 * @param pageAt - Returns the page at a path, as HTML; undefined when there is none.
 */
export function listenWithPages(api: Api, pageAt: (path: string) => string | undefined): Promise<Listening> {
  return listen((request, environment) => {
    const page = request.method === 'GET' ? pageAt(new URL(request.url).pathname) : undefined;
    if (page === undefined) return api.fetch(request, environment);
    return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  }, 0);
}
