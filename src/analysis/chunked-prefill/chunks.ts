/** One prompt by itself: in how many iterations it is computed, and how long that takes. */
import { expectation } from '../../numerics/discrete-law.ts';
import { loneBudget, mixedTime, type Server } from '../engine/server.ts';

/** E⌈x/P⌉: iterations a prompt takes when it starts one. */
export function chunksPerPrompt({ workload, whole }: Server, budget: number): number {
  const most = whole?.size ?? budget;
  const { fresh, medium } = workload.prompts;
  return expectation(whole === undefined ? medium : fresh, (x) => chunksOf(x, most));
}

export function chunksOf(fresh: number, budget: number): number {
  return Math.max(1, Math.ceil(fresh / budget - 1e-9));
}

/** Mean seconds of the prefill of a request alone in the engine. */
export function lonePrefill(server: Server): number {
  const budget = loneBudget(server, 0);
  const full = mixedTime(server, budget, 0);
  return expectation(server.workload.prompts.medium, (x) => {
    const whole = Math.max(0, Math.ceil(x / budget - 1e-9) - 1);
    return whole * full + mixedTime(server, x - whole * budget, 0);
  });
}
