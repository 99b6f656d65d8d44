/** What is promised: upper limits of latency. */

export const METRICS = ['ttft', 'tbt', 'tpot', 'e2e'] as const;
export type Metric = (typeof METRICS)[number];
export const STATISTICS = ['mean', 'p50', 'p90', 'p95', 'p99'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Upper limits in seconds, by metric and statistic. */
export type Sla = { readonly [M in Metric]?: { readonly [S in Statistic]?: number } };
