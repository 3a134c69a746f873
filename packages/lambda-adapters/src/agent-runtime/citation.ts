/** A part of an answer, and where it is taken from. @public */
export interface Citation {
  readonly text: string;
  readonly sources: readonly CitedSource[];
}

/** A place in a knowledge base that a part of an answer is taken from. @public */
export interface CitedSource {
  /** Where it stands: an `s3://` or `https://` URL, or what else the knowledge base names it by. */
  readonly location: string;
  readonly excerpt?: string | undefined;
}
