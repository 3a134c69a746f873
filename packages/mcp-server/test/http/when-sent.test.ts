import { describe, expect, it, vi } from 'vitest';
import { isStream, whenSent } from '../../src/http/when-sent.ts';

const HEADERS = { 'content-type': 'text/event-stream' };

function watch(body: ReadableStream<Uint8Array> | null): { done: () => void; response: Response } {
  const done = vi.fn();
  return { done, response: whenSent(new Response(body, { status: 201, headers: HEADERS }), done) };
}

describe('a stream that is watched', () => {
  it('is what it was, and is over once when it has ended', async () => {
    const { done, response } = watch(ReadableStream.from([Buffer.from('data: 1\n\n'), Buffer.from('data: 2\n\n')]));
    expect([response.status, isStream(response)]).toEqual([201, true]);
    expect(done).not.toHaveBeenCalled();
    expect(await response.text()).toBe('data: 1\n\ndata: 2\n\n');
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is over once when its reader goes away, and its writer is told', async () => {
    const cancelled = vi.fn();
    const { done, response } = watch(new ReadableStream({ cancel: cancelled }));
    const reader = response.body?.getReader();
    const reading = reader?.read();
    await reader?.cancel('enough');
    expect(await reading).toMatchObject({ done: true });
    expect(done).toHaveBeenCalledTimes(1);
    expect(cancelled).toHaveBeenCalledExactlyOnceWith('enough');
  });

  it('is over when its reader goes away while nothing is read', async () => {
    const { done, response } = watch(new ReadableStream());
    await response.body?.cancel();
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is over once when its writer fails, which the reader learns', async () => {
    const failure = new Error('the store is down');
    const failing = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(failure);
      },
    });
    const { done, response } = watch(failing);
    await expect(response.text()).rejects.toBe(failure);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is over at once where there is nothing to read', () => {
    expect(watch(null).done).toHaveBeenCalledTimes(1);
  });
});
