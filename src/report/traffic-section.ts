/** The fitted `traffic` section of a scenario file, as text to paste. */
import type { Arrivals, LengthLaw } from '../scenario/scenario.ts';
import type { FittedTraffic, TrafficDescription } from '../scenario/traffic-description.ts';

/** @param hasTimes whether the arrivals come from the file, or are a placeholder. */
export function trafficSection({
  traffic,
  arrivals,
}: Pick<TrafficDescription, 'traffic' | 'arrivals'>): string[] {
  return [
    'traffic:',
    ...(arrivals === undefined ? ['  # the file has no times: this rate is a placeholder'] : []),
    ...arrivalLines(traffic.arrivals),
    ...lengthLines('promptTokens', traffic.promptTokens),
    ...lengthLines('outputTokens', traffic.outputTokens),
  ];
}

function arrivalLines(arrivals: FittedTraffic['arrivals']): string[] {
  switch (arrivals.process) {
    case 'poisson':
      return [`  arrivals: { rate: ${arrivals.rate} /s }`];
    case 'mmpp':
      return [
        '  arrivals:',
        '    process: mmpp',
        '    states:',
        ...arrivals.states.map(
          ({ rate, meanDuration }) =>
            `      - { rate: ${rate} /s, meanDuration: ${meanDuration} s }`,
        ),
      ];
    case 'schedule':
      return [
        '  arrivals:',
        '    process: schedule',
        '    phases:',
        ...arrivals.phases.map(
          ({ duration, rate }) => `      - { duration: ${duration} s, rate: ${rate} /s }`,
        ),
      ];
    default:
      return [`  arrivals: ${map(arrivals)}`];
  }
}

function map(arrivals: Exclude<Arrivals, { process: 'poisson' | 'mmpp' | 'schedule' }>): string {
  return `{ ${Object.entries(arrivals)
    .map(([key, value]) => `${key}: ${key === 'rate' ? `${value} /s` : value}`)
    .join(', ')} }`;
}

function lengthLines(name: string, law: LengthLaw): string[] {
  if (law.distribution !== 'empirical')
    return [
      `  ${name}: { ${Object.entries(law)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')} }`,
    ];
  return [
    `  ${name}:`,
    '    distribution: empirical',
    `    values: [${law.values.join(', ')}]`,
    ...(law.weights === undefined ? [] : [`    weights: [${law.weights.join(', ')}]`]),
  ];
}
