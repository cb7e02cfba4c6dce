/** What is being read. Told as often as the reader likes; cheap. */
export interface Progress {
  /** Bytes on disk of all inputs; grows while inputs are found. */
  readonly total: (bytes: number) => void;
  /** `bytes` more (of the size on disk) of this input are done. */
  readonly read: (path: string, bytes: number) => void;
}
