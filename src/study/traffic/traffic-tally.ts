/** All that is counted of a trace in one pass, in constant memory. Parts of a trace add up. */

import { CountTally } from '../../scenario/arrival-fit/count-tally.ts';
import { GapTally } from '../../scenario/arrival-fit/gap-tally.ts';
import type { RequestSink } from '../../scenario/file/trace/sink.ts';
import { LengthTally } from './length-tally.ts';
import { PairTally } from './pair-tally.ts';

export class TrafficTally implements RequestSink {
  readonly prompts = new LengthTally();
  readonly outputs = new LengthTally();
  readonly pairs = new PairTally();
  readonly counts = new CountTally();
  readonly gaps = new GapTally();
  failed = 0;

  add(time: number, promptTokens: number, outputTokens: number): void {
    this.prompts.add(promptTokens);
    this.outputs.add(outputTokens);
    this.pairs.add(promptTokens, outputTokens);
    if (Number.isNaN(time)) return;
    this.counts.add(time);
    this.gaps.add(time);
  }

  drop(): void {
    this.failed += 1;
  }

  /** @param later the tally of the rows after those of this one. */
  merge(later: TrafficTally): void {
    this.prompts.merge(later.prompts);
    this.outputs.merge(later.outputs);
    this.pairs.merge(later.pairs);
    this.counts.merge(later.counts);
    this.gaps.merge(later.gaps);
    this.failed += later.failed;
  }
}
