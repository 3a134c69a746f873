/** Tells whether an answer is made while it is sent. */
export function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}

/** Returns a stream as an answer that calls a function when it ends, or when its reader goes away. */
export function whenSent(response: Response, done: () => void): Response {
  if (response.body !== null) return new Response(watched(response.body, done), response);
  // To a HEAD.
  done();
  return response;
}

function watched(body: ReadableStream<Uint8Array>, done: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isOver = false;

  /** A reader that goes away also ends what is being read just then. */
  function finish(): void {
    if (!isOver) done();
    isOver = true;
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await reader.read();
          if (isOver) return;
          if (!next.done) return controller.enqueue(next.value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        finish();
      },
      async cancel(reason) {
        finish();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
