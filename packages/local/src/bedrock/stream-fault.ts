import type { BedrockExceptionName } from './exceptions.ts';

/**
 * How an answer of Bedrock goes wrong on its way, to see what a client makes of it:
 *
 * - `refused`: there is an error in place of a stream, and the turn is not taken
 * - `empty`: the stream ends before anything came, and the turn is not taken
 * - `exception`: the turn breaks off with an exception, before anything else is sent or within the answer
 * - `cut`: the connection breaks within the answer
 * - `stall`: nothing comes any more, within the answer
 * - `damaged_frame`: an event's checksum is wrong, within the answer
 * - `unknown_event`: an event of a kind that no SDK knows comes before the answer, which is whole
 * - `split_characters`: the answer comes byte by byte, so that characters are split; it is whole
 *
 * "Within the answer": the agent has done its work, and the first half of what it says has been sent.
 *
 * @public
 */
export type StreamFault =
  | { readonly fault: 'refused'; readonly exception: BedrockExceptionName; readonly message: string }
  | {
      readonly fault: 'exception';
      readonly exception: BedrockExceptionName;
      readonly message: string;
      /** `first`: the turn is not taken. @defaultValue 'within_answer' */
      readonly at?: 'first' | 'within_answer' | undefined;
    }
  | { readonly fault: 'empty' | 'cut' | 'stall' | 'damaged_frame' | 'unknown_event' | 'split_characters' };
