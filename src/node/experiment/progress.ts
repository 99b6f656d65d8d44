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
  const now = Date.now();
  const state: State = { latest: { done: 0, all: 1, round: 1 }, roundStart: now, told: now };
  let clear = () => {};
  let isClosed = false;
  const timer = setTimeout(async () => {
    const draw = await import('cli-progress');
    if (!isClosed) clear = openBar(draw.default, state);
  }, PATIENCE);
  return {
    show: (progress) => {
      state.told = Date.now();
      if (progress.round !== state.latest.round) state.roundStart = state.told;
      state.latest = progress;
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      clear();
    },
  };
}

/** Times in milliseconds. */
interface State {
  latest: Progress;
  roundStart: number;
  /** When `latest` was told. */
  told: number;
}

/** Draws the state now and then; returns what clears it. */
function openBar({ SingleBar }: typeof import('cli-progress'), state: State): () => void {
  const bar = new SingleBar({
    format: 'simulating {bar} {value} of {total} replications, round {round}, {left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  const payload = () => ({ round: state.latest.round, left: timeLeft(state) });
  bar.start(state.latest.all, state.latest.done, payload());
  const refresh = setInterval(() => {
    bar.setTotal(state.latest.all);
    bar.update(state.latest.done, payload());
  }, REFRESH);
  const stayClear = atExit(() => bar.stop());
  return () => {
    clearInterval(refresh);
    bar.stop();
    stayClear();
  };
}

/** What is left when the rest of the round takes as long as what is done. */
function timeLeft({ latest: { done, all }, roundStart, told }: State): string {
  const seconds = (Date.now() - roundStart) / 1000;
  if (done === 0) return `${Math.round(seconds)} s so far`;
  const whole = ((told - roundStart) / 1000 / done) * all;
  return `${Math.max(1, Math.ceil(whole - seconds))} s to go`;
}
