/** The rules of promises. */
import { positive } from '../../checks.ts';
import type { Sla } from '../scenario.ts';
import type { Checked } from './rules.ts';

export function slaRules(path: string, sla: Sla): Checked[] {
  return Object.entries(sla).flatMap(([metric, limits]) =>
    Object.entries(limits ?? {}).map(
      ([statistic, limit]): Checked => [`${path}.${metric}.${statistic}`, limit, positive],
    ),
  );
}
