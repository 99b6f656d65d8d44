/**
 * slaq: latency percentiles and the largest SLA-keeping load of an LLM server, by formula.
 * Browser-safe; the command line and the page use only what stands here.
 */
import { openStated } from './analysis/open.ts';
import { withoutTimes } from './analysis/recorded.ts';
import type { Solution } from './scenario/metrics.ts';
import type { Scenario } from './scenario/scenario.ts';
import { type SolveOptions, solveWith } from './solver/solve.ts';

export { largestBatch } from './analysis/largest-batch.ts';
export { predict } from './analysis/predict.ts';
export { type MeanPrediction, predictMeans } from './analysis/predict-means.ts';
export { describeIssue, InvalidInputError, type Issue } from './checks.ts';
export { iterationTimeOf } from './performance/iteration-time.ts';
export { memoryFit } from './performance/memory.ts';
export { batchReport } from './report/batch-report.ts';
export { hardwareDetail, modelDetail } from './report/catalog-detail.ts';
export { hardwareTable, modelTable } from './report/catalog-tables.ts';
export { jsonReport } from './report/json.ts';
export type { Paint, Style } from './report/parts/text.ts';
export { policiesReport } from './report/policies-report.ts';
export { predictionReport } from './report/prediction-report.ts';
export { simulationReport } from './report/simulation-report.ts';
export { solutionReport } from './report/solution-report.ts';
export { trafficPlot } from './report/traffic-plot.ts';
export { trafficReport } from './report/traffic-report.ts';
export { validationReport } from './report/validation-report.ts';
export type * from './scenario/architecture.ts';
export type * from './scenario/batch.ts';
export { type Catalog, findHardware, findModel, loadCatalog } from './scenario/catalog.ts';
export { POLICIES } from './scenario/choices.ts';
export { nearestNames } from './scenario/file/nearest.ts';
export { type RequestTrace, readTrace } from './scenario/file/trace.ts';
export type * from './scenario/hardware.ts';
export { architectureFromConfig } from './scenario/huggingface.ts';
export type { Kind } from './scenario/kinds.ts';
export type * from './scenario/metrics.ts';
export { type ParseOptions, parseScenario } from './scenario/parse.ts';
export { parseTime } from './scenario/parse-time.ts';
export type * from './scenario/scenario.ts';
export type { ScenarioFile } from './scenario/schema/scenario.ts';
export type * from './scenario/simulation.ts';
export type * from './scenario/traffic-description.ts';
export type * from './scenario/validation.ts';
export { withTrace } from './scenario/with-trace.ts';
export {
  type IterationRecord,
  type RecordedRun,
  type RecordOptions,
  type RequestRecord,
  recordRun,
} from './simulation/events.ts';
export {
  type Hooks,
  type Replication,
  type ReplicationSpec,
  runReplication,
} from './simulation/replication.ts';
export { type SimulateOptions, simulate, simulationRounds } from './simulation/simulate.ts';
export type { SolveOptions } from './solver/solve.ts';
export { comparePolicies } from './study/policies.ts';
export { describeTraffic } from './study/traffic/describe-traffic.ts';
export { compareAnswers, validate, validationRun } from './study/validate.ts';

/**
 * The largest arrival rate that keeps the SLA, with the engine settings and the batch that reach
 * it, and the replicas that the scenario's own rate needs. Infeasible is an answer.
 *
 * @throws InvalidInputError if the scenario is not usable.
 * @see docs/model.md#the-largest-rate
 */
export function solve(scenario: Scenario, options: SolveOptions = {}): Solution {
  const { scenario: stated, warnings } = withoutTimes(scenario);
  return solveWith((one) => openStated({ scenario: one, warnings }), stated, options);
}
