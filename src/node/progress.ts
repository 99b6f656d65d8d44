/** Progress of long work on a terminal; nothing where standard error is none. */
import { atExit } from './interrupt.ts';
import type { Progress } from './simulate.ts';

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  /** Clears it. */
  readonly close: () => void;
}

const PATIENCE = 2000;
const REFRESH = 500;

/** Shown from the third second on. */
export function openProgress(): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => {}, close: () => {} };
  let latest: Progress = { done: 0, all: 1, round: 1 };
  let roundStart = Date.now();
  let clear = () => {};
  const open = async () => {
    const { default: progress } = await import('cli-progress');
    if (timer === undefined) return;
    const bar = new progress.SingleBar({
      format: 'simulating {bar} {value} of {total} replications, round {round}, {left}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    });
    const payload = () => ({
      round: latest.round,
      left: timeLeft(latest, Date.now() - roundStart),
    });
    bar.start(latest.all, latest.done, payload());
    const refresh = setInterval(() => {
      bar.setTotal(latest.all);
      bar.update(latest.done, payload());
    }, REFRESH);
    const stayClear = atExit(() => bar.stop());
    clear = () => {
      clearInterval(refresh);
      bar.stop();
      stayClear();
    };
  };
  let timer: NodeJS.Timeout | undefined = setTimeout(open, PATIENCE);
  return {
    show: (progress) => {
      if (progress.round !== latest.round) roundStart = Date.now();
      latest = progress;
    },
    close: () => {
      clearTimeout(timer);
      timer = undefined;
      clear();
    },
  };
}

/** As long as the rest of the round takes at the pace so far. */
function timeLeft({ done, all }: Progress, elapsed: number): string {
  if (done === 0) return `${Math.round(elapsed / 1000)} s so far`;
  return `${Math.ceil((elapsed / done) * ((all - done) / 1000))} s to go`;
}
