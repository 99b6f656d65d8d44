/** What `slaq traffic` prints. */
import { writeFileSync } from 'node:fs';
import {
  InvalidInputError,
  jsonReport,
  type Paint,
  trafficPlot,
  trafficReport,
} from '../../index.ts';
import { reasonOf } from '../files/text.ts';
import { describeTraceFile } from '../files/trace.ts';

export interface TrafficTexts {
  readonly json?: boolean;
  readonly plot?: string;
}

export async function trafficCommand(
  file: string,
  { json, plot }: TrafficTexts,
  paint: Paint,
): Promise<string> {
  const description = await describeTraceFile(file);
  if (plot !== undefined) writePicture(plot, trafficPlot(description));
  return json ? jsonReport(description) : trafficReport(description, paint);
}

function writePicture(path: string, picture: string): void {
  try {
    writeFileSync(path, picture);
  } catch (error) {
    const allowed = `a file that can be written (${reasonOf(error)})`;
    throw new InvalidInputError([{ path: '--plot', given: path, allowed }]);
  }
}
