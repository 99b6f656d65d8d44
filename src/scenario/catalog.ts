/**
 * The GPUs and models slaq knows, with the origin of each number. The data is generated
 * from models/ and loaded on demand.
 */
import type { Architecture } from './architecture.ts';
import type { Hardware } from './hardware.ts';

/** Where a group of numbers comes from. */
export interface Provenance {
  /** Field of the entry: `peakFlops`, `coefficients.gemm.bf16`; empty for the rest of the entry. */
  readonly path: string;
  /** measured, datasheet or prior. */
  readonly status: string;
  readonly source: string;
}

/** One public offer. */
interface Price {
  /** US dollars per GPU-hour. */
  readonly pricePerHour: number;
  readonly offer: string;
  readonly date?: string;
  readonly source: string;
}

export interface HardwareEntry {
  readonly hardware: Hardware;
  readonly title: string;
  readonly note?: string;
  readonly prices: readonly Price[];
  readonly provenance: readonly Provenance[];
}

export interface ModelEntry {
  readonly model: Architecture;
  readonly note?: string;
  readonly provenance: readonly Provenance[];
}

export interface Catalog {
  readonly hardware: readonly HardwareEntry[];
  readonly models: readonly ModelEntry[];
}

/** The catalogue that ships with slaq. */
export async function loadCatalog(): Promise<Catalog> {
  const { catalogData } = await import('./catalog-data.ts');
  return catalogData;
}

/** The GPU of this name, or undefined. */
export function findHardware(catalog: Catalog, name: string): HardwareEntry | undefined {
  return catalog.hardware.find(({ hardware }) => hardware.name === name);
}

/** The model of this name, or undefined. */
export function findModel(catalog: Catalog, name: string): ModelEntry | undefined {
  return catalog.models.find(({ model }) => model.name === name);
}
