/** Ctrl-C ends the process at once, and quietly; what must be put right is, as at every exit. */

/** 128 + the number of the signal, as shells count. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Workers end with the process, listeners of its `exit` tidy up. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(EXIT_CODES[signal]));
}

/** Does something at the exit of the process, unless the returned function was called before. */
export function atExit(tidyUp: () => void): () => void {
  process.once('exit', tidyUp);
  return () => process.off('exit', tidyUp);
}
