/**
 * The scenario file as a schema: from it come the types, the JSON Schema that editors read,
 * and the option reference. Quantities leave it in SI and names as what they stand for, so
 * its output is a Scenario.
 */
import * as z from 'zod';
import type { Architecture } from '../architecture.ts';
import type { Catalog } from '../catalog.ts';
import { DEFAULT_FORMAT } from '../defaults.ts';
import type { QuantityParser } from '../dimensions.ts';
import type { IterationTimeModel, Parallelism, Precision } from '../scenario.ts';
import { deploymentSchema } from './deployment.ts';
import type { ReadColumn } from './empirical.ts';
import { engineSchema } from './engine.ts';
import { alsoHolds, quantityFields, section, word } from './fields.ts';
import { hardwareSchema } from './hardware.ts';
import { iterationTimeSchema } from './iteration-time.ts';
import { modelSchema, type ReadText } from './model.ts';
import { parallelismSchema, precisionSchema } from './parallelism.ts';
import { noRanksOfPools, oneEngine, parallelismFits } from './rules.ts';
import { slaSchema } from './sla.ts';
import { type ReadTrace, trafficSchema } from './traffic.ts';

/** What the schema needs from outside: units, the catalogue, and the files a scenario names. */
export interface SchemaTools {
  readonly parseQuantity: QuantityParser;
  readonly catalog: Catalog;
  readonly readText: ReadText;
  readonly readColumn: ReadColumn;
  readonly readTrace: ReadTrace;
}

export function scenarioSchema({ parseQuantity, catalog, readText, ...readers }: SchemaTools) {
  const fields = quantityFields(parseQuantity);
  return section({
    $schema: z.exactOptional(word('For editors: address of this schema.')),
    name: z.exactOptional(word('Title of the report.')),
    model: z.exactOptional(modelSchema(catalog, readText)),
    hardware: z.exactOptional(hardwareSchema(fields, catalog)),
    parallelism: z.exactOptional(parallelismSchema),
    precision: z.exactOptional(precisionSchema),
    iterationTime: z.exactOptional(iterationTimeSchema(fields)),
    engine: engineSchema(fields).prefault({}),
    deployment: z.exactOptional(deploymentSchema),
    traffic: trafficSchema(fields, readers),
    sla: slaSchema(fields).default({}),
  })
    .check(
      alsoHolds((file) => [...oneEngine(file), ...parallelismFits(file), ...noRanksOfPools(file)]),
    )
    .transform(({ $schema: _, name, engine, deployment, traffic, sla, ...server }) => ({
      ...(name === undefined ? {} : { name }),
      iterationTime: iterationTimeModel(server),
      engine,
      ...(deployment === undefined ? {} : { deployment }),
      traffic,
      sla,
    }));
}

/** What a scenario file may hold. */
export type ScenarioFile = z.input<ReturnType<typeof scenarioSchema>>;

interface Server {
  readonly model?: Architecture;
  readonly hardware?: Extract<IterationTimeModel, { kind: 'hardware' }>['hardware'];
  readonly parallelism?: Parallelism;
  readonly precision?: Partial<Precision> & Pick<Precision, 'kvCache'>;
  readonly iterationTime?: Extract<IterationTimeModel, { kind: 'linear' | 'roofline' }>;
}

/** The rule `oneEngine` has already refused what is neither of the two. */
function iterationTimeModel(server: Server): IterationTimeModel {
  const { model, hardware, iterationTime } = server;
  if (model === undefined || hardware === undefined) {
    if (iterationTime === undefined) throw new TypeError('a scenario without engine passed');
    return iterationTime;
  }
  const parallelism = server.parallelism ?? parallelismSchema.parse({});
  const weights = server.precision?.weights ?? model.checkpointFormat ?? DEFAULT_FORMAT;
  const kvCache = server.precision?.kvCache ?? DEFAULT_FORMAT;
  return { kind: 'hardware', model, hardware, parallelism, precision: { weights, kvCache } };
}
