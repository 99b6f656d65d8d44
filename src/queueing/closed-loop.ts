/**
 * A fixed number of jobs that go round between a station where each is served at once for a
 * while (any law) and a station with limited speed that depends on how many jobs are there.
 * Product form: exact for exponential service in the second station (machine-repair model).
 *
 * @see docs/model.md#closed-loop; W. J. Gordon, G. F. Newell, Operations Research 15 (1967), pp. 254–265.
 */
export interface ClosedLoop {
  /** Jobs in the loop; a fraction interpolates between whole numbers. */
  readonly jobs: number;
  /** Mean time at the unlimited station. */
  readonly think: number;
  /** Jobs finished per unit of time at the limited station while i are there, i ≥ 1. */
  readonly rate: (i: number) => number;
}

/** Jobs per unit of time that pass each station. */
export function closedThroughput(loop: ClosedLoop): number {
  const whole = Math.floor(loop.jobs);
  const part = loop.jobs - whole;
  const below = wholeThroughput(loop, whole);
  return part < 1e-9 ? below : below + part * (wholeThroughput(loop, whole + 1) - below);
}

function wholeThroughput({ think, rate }: ClosedLoop, jobs: number): number {
  let [mass, total, passed] = [1, 1, 0];
  for (let i = 1; i <= jobs; i++) {
    const speed = rate(i);
    mass *= (jobs - i + 1) / think / speed;
    total += mass;
    passed += mass * speed;
    if (mass > 1e200) [mass, total, passed] = [mass * 1e-200, total * 1e-200, passed * 1e-200];
  }
  return passed / total;
}
