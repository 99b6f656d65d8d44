/** The rules of the replicas and their router. */
import type { Issue } from '../../checks.ts';
import { ROUTERS } from '../choices.ts';
import type { Scenario } from '../scenario.ts';
import { broken, unknownName, whole } from './rules.ts';

export function deploymentIssues({ deployment }: Scenario): Issue[] {
  if (deployment === undefined) return [];
  return [
    ...broken([['deployment.replicas', deployment.replicas, whole]]),
    ...unknownName('deployment.router', deployment.router, ROUTERS),
  ];
}
