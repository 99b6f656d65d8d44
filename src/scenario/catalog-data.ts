/** Generated from models/ by `npm run generate`; SI units. Do not edit. */
import type { Catalog } from './catalog.ts';

export const catalogData: Catalog = {
 "hardware": [
  {
   "title": "NVIDIA A100 PCIe 80GB",
   "note": "NVLink bridges between pairs (300 GB/s) are not modelled.",
   "hardware": {
    "name": "a100-80g-pcie",
    "status": "prior",
    "peakFlops": {
     "bf16": 312000000000000
    },
    "memory": 85899345920,
    "memoryBandwidth": 1935000000000,
    "linkBandwidth": 32000000000,
    "multiprocessors": 108,
    "l2Cache": 40000000,
    "power": 300,
    "pricePerHour": 1.19,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.646,
       "memory": 0.78,
       "launch": 0.0000058,
       "sharpness": 1.6
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.2125,
       "memory": 0.84,
       "launch": 0.00009
      }
     },
     "prefillAttention": {
      "compute": 0.4675,
      "launch": 0.000012
     },
     "decodeAttention": {
      "memory": 0.79,
      "launch": 0.000018,
      "paddingTokens": 16
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.73,
      "launch": 0.0000025
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.0000055,
      "link": 0.13
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 25500000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 1.19,
     "offer": "A100 PCIe",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/a100_pcie.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "taken from a100-80g-sxm, compute × 0.85 for 300 W"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from a100-80g-sxm, compute × 0.85 for 300 W"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from a100-80g-sxm, compute × 0.85 for 300 W"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from a100-80g-sxm"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from a100-80g-sxm"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from a100-80g-sxm"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from l40s, also PCIe 4"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from a100-80g-sxm"
    }
   ]
  },
  {
   "title": "NVIDIA A100 SXM4 80GB",
   "note": "No FP8 tensor cores: fp8, fp4 and int4 weights are unpacked and multiplied at the BF16 peak.",
   "hardware": {
    "name": "a100-80g-sxm",
    "status": "measured",
    "peakFlops": {
     "bf16": 312000000000000
    },
    "memory": 85899345920,
    "memoryBandwidth": 2039000000000,
    "linkBandwidth": 300000000000,
    "multiprocessors": 108,
    "l2Cache": 40000000,
    "power": 400,
    "pricePerHour": 1.39,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.76,
       "memory": 0.78,
       "launch": 0.0000058,
       "sharpness": 1.6
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.25,
       "memory": 0.84,
       "launch": 0.00009
      }
     },
     "prefillAttention": {
      "compute": 0.55,
      "launch": 0.000012
     },
     "decodeAttention": {
      "memory": 0.79,
      "launch": 0.000018,
      "paddingTokens": 16
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.73,
      "launch": 0.0000025
     },
     "allReduce": {
      "latency": 0.0000037,
      "latencyPerDoubling": 0.0000012,
      "link": 0.58
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 238700000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 1.39,
     "offer": "A100 SXM 80GB",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    },
    {
     "pricePerHour": 1.84,
     "offer": "A100-40G p4d",
     "date": "2025-01",
     "source": "AWS EC2 Capacity Blocks, effective rate"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/a100_sxm.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0), vLLM 0.14; vidur operator profiles (microsoft/vidur @7d475133, MIT)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0), vLLM 0.14"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0), vLLM 0.14"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0), vLLM 0.14"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "RTX 4090 and RTX PRO 6000 (same unified kernel), LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "measured",
     "source": "vidur operator profiles (microsoft/vidur @7d475133, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0), vLLM 0.14"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA A10G 24GB (AWS g5)",
   "hardware": {
    "name": "a10g",
    "status": "prior",
    "peakFlops": {
     "bf16": 70000000000000
    },
    "memory": 24146608128,
    "memoryBandwidth": 600000000000,
    "linkBandwidth": 32000000000,
    "multiprocessors": 80,
    "l2Cache": 6000000,
    "power": 300,
    "pricePerHour": 1.01,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.77,
       "memory": 0.78,
       "launch": 0.0000032,
       "sharpness": 1.7
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.00004
      }
     },
     "prefillAttention": {
      "compute": 0.5,
      "launch": 0.000008
     },
     "decodeAttention": {
      "memory": 0.8,
      "launch": 0.00001,
      "paddingTokens": 32
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.8,
      "launch": 0.0000026
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000006,
      "link": 0.15
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 25500000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 1.01,
     "offer": "g5.xlarge on-demand (theneuralbase.com quotes 1.086)",
     "source": "AWS list price"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "AWS g5 instance page and Baseten \"A10 vs A10G\" (24 GB, 600 GB/s); 70 TFLOPS is the public AWS figure"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "relatives of the same GA102 chip: A40 (vidur operator profiles (microsoft/vidur @7d475133, MIT)), RTX A6000 and RTX 3090 (LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT))"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "relatives of the same GA102 chip: A40 (vidur operator profiles (microsoft/vidur @7d475133, MIT)), RTX A6000 and RTX 3090 (LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT))"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "relatives of the same GA102 chip: A40 (vidur operator profiles (microsoft/vidur @7d475133, MIT)), RTX A6000 and RTX 3090 (LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT))"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "RTX 4090 and RTX PRO 6000 (same unified kernel), LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "relatives of the same GA102 chip: A40 (vidur operator profiles (microsoft/vidur @7d475133, MIT)), RTX A6000 and RTX 3090 (LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT))"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "relatives of the same GA102 chip: A40 (vidur operator profiles (microsoft/vidur @7d475133, MIT)), RTX A6000 and RTX 3090 (LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT))"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA A40 48GB",
   "hardware": {
    "name": "a40",
    "status": "measured",
    "peakFlops": {
     "bf16": 149700000000000
    },
    "memory": 48305799168,
    "memoryBandwidth": 696000000000,
    "linkBandwidth": 56250000000,
    "multiprocessors": 84,
    "l2Cache": 6000000,
    "power": 300,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.77,
       "memory": 0.78,
       "launch": 0.0000031,
       "sharpness": 1.7
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.00004
      }
     },
     "prefillAttention": {
      "compute": 0.5,
      "launch": 0.000008
     },
     "decodeAttention": {
      "memory": 0.8,
      "launch": 0.00001,
      "paddingTokens": 32
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.82,
      "launch": 0.0000026
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000006,
      "link": 0.15
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 44800000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA A40 data sheet, as copied in hahnyuan/LLM-Viewer hardware_params.py and vidur"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "vidur operator profiles (microsoft/vidur @7d475133, MIT)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.elementwise",
     "status": "measured",
     "source": "vidur operator profiles (microsoft/vidur @7d475133, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    }
   ]
  },
  {
   "title": "NVIDIA B200 SXM 180GB (HGX)",
   "note": "NVIDIA marketing prints 8.0 TB/s; the lower figure is the one used by aiconfigurator.",
   "hardware": {
    "name": "b200",
    "status": "measured",
    "peakFlops": {
     "bf16": 2250000000000000,
     "fp8": 4500000000000000,
     "fp4": 9000000000000000
    },
    "memory": 192265846784,
    "memoryBandwidth": 7700000000000,
    "linkBandwidth": 900000000000,
    "multiprocessors": 148,
    "l2Cache": 126000000,
    "power": 1000,
    "pricePerHour": 5.98,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.71,
       "memory": 0.79,
       "launch": 0.0000034,
       "sharpness": 2.7
      },
      "fp8": {
       "compute": 0.5,
       "memory": 0.92,
       "launch": 0.0000076,
       "sharpness": 1.3
      },
      "fp4": {
       "compute": 0.47,
       "memory": 0.86,
       "launch": 0.000008,
       "sharpness": 1.25
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.32,
       "memory": 1,
       "launch": 0.000031
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000022
      },
      "fp4": {
       "compute": 0.29,
       "memory": 0.86,
       "launch": 0.000026
      }
     },
     "prefillAttention": {
      "compute": 0.55,
      "launch": 0.000012,
      "computeHead64": 0.33
     },
     "decodeAttention": {
      "memory": 0.93,
      "launch": 0.0000094,
      "paddingTokens": 40
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.72,
      "launch": 0.000013
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.000007,
      "latencyPerDoubling": 3e-7,
      "link": 0.51
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 716000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 5.98,
     "offer": "B200",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    },
    {
     "pricePerHour": 3.75,
     "offer": "B200 lowest tracked",
     "date": "2026-06",
     "source": "packet.ai"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/b200_sxm.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "measured",
     "source": "prefill and decode attention are separate kernels (FA3 packs GQA, FlashInfer, TensorRT-LLM)"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA B300 SXM 288GB",
   "hardware": {
    "name": "b300",
    "status": "measured",
    "peakFlops": {
     "bf16": 2250000000000000,
     "fp8": 4500000000000000,
     "fp4": 14000000000000000
    },
    "memory": 288400343040,
    "memoryBandwidth": 7750000000000,
    "linkBandwidth": 900000000000,
    "multiprocessors": 148,
    "l2Cache": 126000000,
    "power": 1100,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.78,
       "memory": 0.77,
       "launch": 0.0000027,
       "sharpness": 2.8
      },
      "fp8": {
       "compute": 0.51,
       "memory": 0.95,
       "launch": 0.0000073,
       "sharpness": 1
      },
      "fp4": {
       "compute": 0.33,
       "memory": 0.91,
       "launch": 0.0000075,
       "sharpness": 1.2
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.32,
       "memory": 1,
       "launch": 0.000031
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000022
      },
      "fp4": {
       "compute": 0.29,
       "memory": 0.86,
       "launch": 0.000026
      }
     },
     "prefillAttention": {
      "compute": 0.55,
      "launch": 0.000012,
      "computeHead64": 0.33
     },
     "decodeAttention": {
      "memory": 0.93,
      "launch": 0.0000094,
      "paddingTokens": 40
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.72,
      "launch": 0.000013
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.0000067,
      "latencyPerDoubling": 4e-7,
      "link": 0.55
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 716000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/b300_sxm.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp4",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from b200"
    }
   ]
  },
  {
   "title": "NVIDIA GB200 (per GPU)",
   "hardware": {
    "name": "gb200",
    "status": "measured",
    "peakFlops": {
     "bf16": 2500000000000000,
     "fp8": 5000000000000000,
     "fp4": 10000000000000000
    },
    "memory": 198674743296,
    "memoryBandwidth": 8000000000000,
    "linkBandwidth": 900000000000,
    "multiprocessors": 148,
    "l2Cache": 126000000,
    "power": 1200,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.71,
       "memory": 0.8,
       "launch": 0.0000034,
       "sharpness": 2.4
      },
      "fp8": {
       "compute": 0.49,
       "memory": 0.96,
       "launch": 0.0000087,
       "sharpness": 1
      },
      "fp4": {
       "compute": 0.45,
       "memory": 0.87,
       "launch": 0.0000086,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.32,
       "memory": 1,
       "launch": 0.000031
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000022
      },
      "fp4": {
       "compute": 0.29,
       "memory": 0.86,
       "launch": 0.000026
      }
     },
     "prefillAttention": {
      "compute": 0.55,
      "launch": 0.000012,
      "computeHead64": 0.33
     },
     "decodeAttention": {
      "memory": 0.93,
      "launch": 0.0000094,
      "paddingTokens": 40
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.72,
      "launch": 0.000013
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.000007,
      "latencyPerDoubling": 3e-7,
      "link": 0.51
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 716000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/gb200.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp4",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from b200"
    }
   ]
  },
  {
   "title": "NVIDIA GB300 (per GPU)",
   "hardware": {
    "name": "gb300",
    "status": "measured",
    "peakFlops": {
     "bf16": 2500000000000000,
     "fp8": 5000000000000000,
     "fp4": 15000000000000000
    },
    "memory": 298013687808,
    "memoryBandwidth": 8000000000000,
    "linkBandwidth": 900000000000,
    "multiprocessors": 148,
    "l2Cache": 126000000,
    "power": 1400,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.79,
       "memory": 0.77,
       "launch": 0.0000031,
       "sharpness": 2.3
      },
      "fp8": {
       "compute": 0.49,
       "memory": 0.91,
       "launch": 0.0000081,
       "sharpness": 1
      },
      "fp4": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.0000087,
       "sharpness": 1.25
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.32,
       "memory": 1,
       "launch": 0.000031
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000022
      },
      "fp4": {
       "compute": 0.29,
       "memory": 0.86,
       "launch": 0.000026
      }
     },
     "prefillAttention": {
      "compute": 0.55,
      "launch": 0.000012,
      "computeHead64": 0.33
     },
     "decodeAttention": {
      "memory": 0.93,
      "launch": 0.0000094,
      "paddingTokens": 40
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.72,
      "launch": 0.000013
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.000007,
      "latencyPerDoubling": 3e-7,
      "link": 0.51
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 716000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/gb300.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.experts.fp4",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from b200"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from b200"
    }
   ]
  },
  {
   "title": "NVIDIA H100 PCIe 80GB",
   "hardware": {
    "name": "h100-pcie",
    "status": "prior",
    "peakFlops": {
     "bf16": 756500000000000,
     "fp8": 1513000000000000
    },
    "memory": 85520809984,
    "memoryBandwidth": 2000000000000,
    "linkBandwidth": 64000000000,
    "multiprocessors": 114,
    "l2Cache": 50000000,
    "power": 350,
    "pricePerHour": 1.99,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.81,
       "memory": 0.86,
       "launch": 0.0000036,
       "sharpness": 2.6
      },
      "fp8": {
       "compute": 0.6,
       "memory": 0.92,
       "launch": 0.0000075,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.36,
       "memory": 0.95,
       "launch": 0.000045
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000045
      }
     },
     "prefillAttention": {
      "compute": 0.66,
      "launch": 0.000013,
      "computeHead64": 0.5
     },
     "decodeAttention": {
      "memory": 0.9,
      "launch": 0.000012,
      "paddingTokens": 120
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.88,
      "launch": 0.000016
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000007,
      "link": 0.25
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 50900000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 1.99,
     "offer": "H100 PCIe",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/h100_pcie.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from rtx-pro-6000-server, also PCIe 5"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from h100-sxm"
    }
   ]
  },
  {
   "title": "NVIDIA H100 SXM5 80GB",
   "hardware": {
    "name": "h100-sxm",
    "status": "measured",
    "peakFlops": {
     "bf16": 989000000000000,
     "fp8": 1979000000000000
    },
    "memory": 85520809984,
    "memoryBandwidth": 3350000000000,
    "linkBandwidth": 450000000000,
    "multiprocessors": 132,
    "l2Cache": 50000000,
    "power": 700,
    "pricePerHour": 2.69,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.81,
       "memory": 0.86,
       "launch": 0.0000036,
       "sharpness": 2.6
      },
      "fp8": {
       "compute": 0.6,
       "memory": 0.92,
       "launch": 0.0000075,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.36,
       "memory": 0.95,
       "launch": 0.000045
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000045
      }
     },
     "prefillAttention": {
      "compute": 0.66,
      "launch": 0.000013,
      "computeHead64": 0.5
     },
     "decodeAttention": {
      "memory": 0.9,
      "launch": 0.000012,
      "paddingTokens": 120
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.88,
      "launch": 0.000016
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.0000036,
      "latencyPerDoubling": 7e-7,
      "link": 0.61
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 358000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 2.69,
     "offer": "H100 SXM",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    },
    {
     "pricePerHour": 4.92,
     "offer": "p5",
     "date": "2025-01",
     "source": "AWS EC2 Capacity Blocks, effective rate"
    },
    {
     "pricePerHour": 12.29,
     "offer": "p5 on-demand 2023-2025",
     "date": "2023",
     "source": "AWS p5.48xlarge list price 98.32 USD/hour for 8 GPUs, before the cut of June 2025"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/h100_sxm.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "measured",
     "source": "prefill and decode attention are separate kernels (FA3 packs GQA, FlashInfer, TensorRT-LLM)"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "measured",
     "source": "send/recv of vidur operator profiles (microsoft/vidur @7d475133, MIT)"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA H20 96GB",
   "note": "Kernel utilisation tables of alibaba/InferSim exist for this GPU; they are not fitted yet.",
   "hardware": {
    "name": "h20",
    "status": "prior",
    "peakFlops": {
     "bf16": 148000000000000,
     "fp8": 296000000000000
    },
    "memory": 102625181696,
    "memoryBandwidth": 4000000000000,
    "linkBandwidth": 450000000000,
    "multiprocessors": 78,
    "l2Cache": 60000000,
    "power": 400,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.81,
       "memory": 0.86,
       "launch": 0.0000036,
       "sharpness": 2.6
      },
      "fp8": {
       "compute": 0.6,
       "memory": 0.92,
       "launch": 0.0000075,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.36,
       "memory": 0.95,
       "launch": 0.000045
      },
      "fp8": {
       "compute": 0.3,
       "memory": 0.95,
       "launch": 0.000045
      }
     },
     "prefillAttention": {
      "compute": 0.66,
      "launch": 0.000013,
      "computeHead64": 0.5
     },
     "decodeAttention": {
      "memory": 0.9,
      "launch": 0.000012,
      "paddingTokens": 120
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.88,
      "launch": 0.000016
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.0000036,
      "latencyPerDoubling": 7e-7,
      "link": 0.61
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 358000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "peaks implied by the utilisation column of alibaba/InferSim bench_data (Apache-2.0); NVIDIA H20 figures"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from h100-sxm"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from h100-sxm"
    }
   ]
  },
  {
   "title": "NVIDIA H200 SXM 141GB",
   "hardware": {
    "name": "h200",
    "status": "measured",
    "peakFlops": {
     "bf16": 989000000000000,
     "fp8": 1979000000000000
    },
    "memory": 150754820096,
    "memoryBandwidth": 4800000000000,
    "linkBandwidth": 450000000000,
    "multiprocessors": 132,
    "l2Cache": 50000000,
    "power": 700,
    "pricePerHour": 3.59,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.8,
       "memory": 0.82,
       "launch": 0.0000037,
       "sharpness": 3
      },
      "fp8": {
       "compute": 0.6,
       "memory": 0.9,
       "launch": 0.0000077,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.44,
       "memory": 1,
       "launch": 0.000065
      },
      "fp8": {
       "compute": 0.25,
       "memory": 0.9,
       "launch": 0.00005
      }
     },
     "prefillAttention": {
      "compute": 0.65,
      "launch": 0.000013,
      "computeHead64": 0.5
     },
     "decodeAttention": {
      "memory": 0.88,
      "launch": 0.000012,
      "paddingTokens": 200
     },
     "mixedAttention": {
      "kind": "split"
     },
     "latentDecode": {
      "memory": 0.86,
      "launch": 0.000017
     },
     "elementwise": {
      "memory": 0.75,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0.000004,
      "latencyPerDoubling": 5e-7,
      "link": 0.6
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 358000000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 3.59,
     "offer": "H200",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    },
    {
     "pricePerHour": 5.41,
     "offer": "p5e/p5en",
     "date": "2025-01",
     "source": "AWS EC2 Capacity Blocks, effective rate"
    },
    {
     "pricePerHour": 3.37,
     "offer": "H200",
     "source": "e2enetworks.com blog"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/h200_sxm.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "measured",
     "source": "prefill and decode attention are separate kernels (FA3 packs GQA, FlashInfer, TensorRT-LLM)"
    },
    {
     "path": "coefficients.latentDecode",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA L4 24GB",
   "hardware": {
    "name": "l4",
    "status": "prior",
    "peakFlops": {
     "bf16": 121000000000000,
     "fp8": 242000000000000
    },
    "memory": 24152899584,
    "memoryBandwidth": 300000000000,
    "linkBandwidth": 32000000000,
    "multiprocessors": 58,
    "l2Cache": 48000000,
    "power": 72,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.5,
       "memory": 0.82,
       "launch": 0.0000017,
       "sharpness": 2.7
      },
      "fp8": {
       "compute": 0.459,
       "memory": 0.83,
       "launch": 0.0000062,
       "sharpness": 1
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.3197,
       "memory": 0.88,
       "launch": 0.000029
      },
      "fp8": {
       "compute": 0.2541,
       "memory": 0.85,
       "launch": 0.000032
      }
     },
     "prefillAttention": {
      "compute": 0.459,
      "launch": 0.000008,
      "computeHead64": 0.377
     },
     "decodeAttention": {
      "memory": 0.9,
      "launch": 0.0000098,
      "paddingTokens": 16
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.8,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.0000055,
      "link": 0.13
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 25500000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/l4.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "taken from l40s, compute scaled to 0.5 of the peak in bf16 for 72 W"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "prior",
     "source": "taken from l40s, compute scaled to 0.5 of the peak in bf16 for 72 W"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "taken from l40s, compute scaled to 0.5 of the peak in bf16 for 72 W"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "prior",
     "source": "taken from l40s, compute scaled to 0.5 of the peak in bf16 for 72 W"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from l40s, compute scaled to 0.5 of the peak in bf16 for 72 W"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from l40s"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from l40s"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from l40s"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from l40s"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from l40s"
    }
   ]
  },
  {
   "title": "NVIDIA L40S 48GB",
   "note": "Some public tables print 1466 TFLOPS for FP8: that is the sparse figure.",
   "hardware": {
    "name": "l40s",
    "status": "measured",
    "peakFlops": {
     "bf16": 362050000000000,
     "fp8": 733000000000000
    },
    "memory": 48305799168,
    "memoryBandwidth": 864000000000,
    "linkBandwidth": 32000000000,
    "multiprocessors": 142,
    "l2Cache": 96000000,
    "power": 350,
    "pricePerHour": 0.79,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.61,
       "memory": 0.82,
       "launch": 0.0000017,
       "sharpness": 2.7
      },
      "fp8": {
       "compute": 0.56,
       "memory": 0.83,
       "launch": 0.0000062,
       "sharpness": 1
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.39,
       "memory": 0.88,
       "launch": 0.000029
      },
      "fp8": {
       "compute": 0.31,
       "memory": 0.85,
       "launch": 0.000032
      }
     },
     "prefillAttention": {
      "compute": 0.56,
      "launch": 0.000008,
      "computeHead64": 0.46
     },
     "decodeAttention": {
      "memory": 0.9,
      "launch": 0.0000098,
      "paddingTokens": 16
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.8,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.0000055,
      "link": 0.13
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 25500000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 0.79,
     "offer": "L40S",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    },
    {
     "pricePerHour": 1,
     "offer": "ionstream floor",
     "source": "ionstream.ai"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/l40s.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "RTX 4090 and RTX PRO 6000 (same unified kernel), LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "AMD Instinct MI300X 192GB",
   "note": "Unmeasured: calibrate before trusting it. Nearest evidence is an AMD MI210, whose GEMMs reach at most 67 % of the peak.",
   "hardware": {
    "name": "mi300x",
    "status": "prior",
    "peakFlops": {
     "bf16": 1307000000000000,
     "fp8": 2615000000000000
    },
    "memory": 206141652992,
    "memoryBandwidth": 5300000000000,
    "linkBandwidth": 448000000000,
    "multiprocessors": 304,
    "l2Cache": 256000000,
    "power": 750,
    "pricePerHour": 1.71,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.55,
       "memory": 0.75,
       "launch": 0.000008,
       "sharpness": 2
      },
      "fp8": {
       "compute": 0.45,
       "memory": 0.75,
       "launch": 0.00001,
       "sharpness": 1.5
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.3,
       "memory": 0.8,
       "launch": 0.00006
      }
     },
     "prefillAttention": {
      "compute": 0.35,
      "launch": 0.000015
     },
     "decodeAttention": {
      "memory": 0.7,
      "launch": 0.000015,
      "paddingTokens": 64
     },
     "mixedAttention": {
      "kind": "split"
     },
     "elementwise": {
      "memory": 0.7,
      "launch": 0.000004
     },
     "allReduce": {
      "latency": 0.000012,
      "latencyPerDoubling": 0.000002,
      "link": 0.4
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 356400000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 1.71,
     "offer": "TensorWave",
     "source": "gpu.blog"
    },
    {
     "pricePerHour": 1.85,
     "offer": "Vultr",
     "source": "gpu.blog"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "AMD Instinct MI300X data sheet (1307.4 BF16, 2614.9 FP8 TFLOPS, 5.3 TB/s, 7 x 64 GB/s xGMI per direction)"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "assumed"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "estimate; no public MI300X kernel timings were found"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA RTX A6000 48GB",
   "hardware": {
    "name": "rtx-a6000",
    "status": "prior",
    "peakFlops": {
     "bf16": 154800000000000
    },
    "memory": 51527024640,
    "memoryBandwidth": 768000000000,
    "linkBandwidth": 56250000000,
    "multiprocessors": 84,
    "l2Cache": 6000000,
    "power": 300,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.75,
       "memory": 0.96,
       "launch": 0.0000059,
       "sharpness": 2.2
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.00004
      }
     },
     "prefillAttention": {
      "compute": 0.5,
      "launch": 0.000008
     },
     "decodeAttention": {
      "memory": 0.8,
      "launch": 0.00001,
      "paddingTokens": 32
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.82,
      "launch": 0.0000026
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000006,
      "link": 0.15
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 44800000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "NVIDIA RTX A6000 data sheet, as copied in hahnyuan/LLM-Viewer hardware_params.py"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim v0, MIT)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from a40, same GA102 chip"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    }
   ]
  },
  {
   "title": "NVIDIA RTX PRO 6000 Blackwell Server 96GB",
   "hardware": {
    "name": "rtx-pro-6000-server",
    "status": "measured",
    "peakFlops": {
     "bf16": 467800000000000,
     "fp8": 935600000000000,
     "fp4": 1871000000000000
    },
    "memory": 102641958912,
    "memoryBandwidth": 1792000000000,
    "linkBandwidth": 64000000000,
    "multiprocessors": 188,
    "l2Cache": 128000000,
    "power": 600,
    "pricePerHour": 0.89,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.9,
       "memory": 0.85,
       "launch": 0.0000031,
       "sharpness": 1.7
      },
      "fp8": {
       "compute": 0.85,
       "memory": 0.93,
       "launch": 0.0000064,
       "sharpness": 1.05
      },
      "fp4": {
       "compute": 0.62,
       "memory": 0.67,
       "launch": 0.00001,
       "sharpness": 8
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.45,
       "memory": 0.85,
       "launch": 0.00002
      }
     },
     "prefillAttention": {
      "compute": 0.49,
      "launch": 0.000005
     },
     "decodeAttention": {
      "memory": 0.85,
      "launch": 0.000012,
      "paddingTokens": 40
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 62,
      "paddingTokens": 160,
      "cacheReach": 7
     },
     "elementwise": {
      "memory": 0.8,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000007,
      "link": 0.25
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 50900000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 0.89,
     "offer": "RTX PRO 6000",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA data sheet, as in ai-dynamo/aiconfigurator systems/rtx_pro_6000_server.yaml"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0); LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.gemm.fp4",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "set by hand, unmeasured (design estimate)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "measured",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "measured",
     "source": "NVIDIA aiconfigurator kernel tables (ai-dynamo/aiconfigurator @095f58a5, Apache-2.0)"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  },
  {
   "title": "NVIDIA GeForce RTX 3090 24GB",
   "hardware": {
    "name": "rtx3090",
    "status": "prior",
    "peakFlops": {
     "bf16": 71000000000000
    },
    "memory": 25769803776,
    "memoryBandwidth": 936000000000,
    "linkBandwidth": 56250000000,
    "multiprocessors": 82,
    "l2Cache": 6000000,
    "power": 350,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 0.88,
       "memory": 0.88,
       "launch": 0.0000081,
       "sharpness": 2.5
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.00004
      }
     },
     "prefillAttention": {
      "compute": 0.5,
      "launch": 0.000008
     },
     "decodeAttention": {
      "memory": 0.8,
      "launch": 0.00001,
      "paddingTokens": 32
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 64,
      "paddingTokens": 160,
      "cacheReach": 12
     },
     "elementwise": {
      "memory": 0.82,
      "launch": 0.0000026
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000006,
      "link": 0.15
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 44800000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [],
   "provenance": [
    {
     "path": "",
     "status": "prior",
     "source": "NVIDIA GA102 white paper (71 TFLOPS FP16 with FP32 accumulate)"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim v0, MIT)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.elementwise",
     "status": "prior",
     "source": "taken from a40, same GA102 chip"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "taken from a10g, same GA102 chip"
    }
   ]
  },
  {
   "title": "NVIDIA GeForce RTX 4090 24GB",
   "note": "compute may reach 1.0 because the boost clock exceeds the data sheet clock.",
   "hardware": {
    "name": "rtx4090",
    "status": "measured",
    "peakFlops": {
     "bf16": 165200000000000,
     "fp8": 330300000000000
    },
    "memory": 25757220864,
    "memoryBandwidth": 1008000000000,
    "linkBandwidth": 32000000000,
    "multiprocessors": 128,
    "l2Cache": 72000000,
    "power": 450,
    "pricePerHour": 0.34,
    "coefficients": {
     "gemm": {
      "bf16": {
       "compute": 1,
       "memory": 0.92,
       "launch": 0.000004,
       "sharpness": 2.5
      },
      "fp8": {
       "compute": 0.55,
       "memory": 0.9,
       "launch": 0.0000075,
       "sharpness": 1.3
      }
     },
     "experts": {
      "bf16": {
       "compute": 0.35,
       "memory": 0.9,
       "launch": 0.00004
      }
     },
     "prefillAttention": {
      "compute": 0.65,
      "launch": 0.0000065
     },
     "decodeAttention": {
      "memory": 0.93,
      "launch": 0.0000117,
      "paddingTokens": 50
     },
     "mixedAttention": {
      "kind": "fused",
      "tileRows": 58,
      "paddingTokens": 160,
      "cacheReach": 17
     },
     "elementwise": {
      "memory": 0.8,
      "launch": 0.0000023
     },
     "allReduce": {
      "latency": 0,
      "latencyPerDoubling": 0.000007,
      "link": 0.25
     },
     "pipelineHop": {
      "latency": 0.0000077,
      "bandwidth": 25500000000
     },
     "host": {
      "base": 0.0003,
      "perRequest": 0.000015
     },
     "sustainedCompute": 0.93
    }
   },
   "prices": [
    {
     "pricePerHour": 0.34,
     "offer": "RTX 4090",
     "date": "2026-03",
     "source": "RunPod list price, deploybase.ai table"
    }
   ],
   "provenance": [
    {
     "path": "",
     "status": "measured",
     "source": "NVIDIA Ada white paper (165.2 BF16, 330.3 FP8 dense TFLOPS; 1008 GB/s)"
    },
    {
     "path": "peakFlops",
     "status": "datasheet",
     "source": ""
    },
    {
     "path": "coefficients.gemm.bf16",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.gemm.fp8",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.experts.bf16",
     "status": "prior",
     "source": "generic set (docs/model.md#generic-coefficients)"
    },
    {
     "path": "coefficients.prefillAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.decodeAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.mixedAttention",
     "status": "measured",
     "source": "LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.elementwise",
     "status": "measured",
     "source": "layer norms of LLMServingSim kernel profiles (casys-kaist/LLMServingSim @5daddb21, MIT)"
    },
    {
     "path": "coefficients.allReduce",
     "status": "prior",
     "source": "taken from rtx-pro-6000-server, also PCIe without NVLink"
    },
    {
     "path": "coefficients.pipelineHop",
     "status": "prior",
     "source": "latency and share of the link (358 of 450 GB/s) of h100-sxm"
    },
    {
     "path": "coefficients.host",
     "status": "prior",
     "source": "vLLM V1 with CUDA graphs, typical of public serving runs (base 0–900 us, 5–20 us per request)"
    }
   ]
  }
 ],
 "models": [
  {
   "model": {
    "name": "bloom-176b",
    "layers": 70,
    "hidden": 14336,
    "heads": 112,
    "kvHeads": 112,
    "headDim": 128,
    "intermediate": 57344,
    "vocabulary": 250880,
    "gatedMlp": false,
    "tiedEmbeddings": true,
    "maxContext": 2048
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of bigscience/bloom"
    }
   ]
  },
  {
   "model": {
    "name": "codellama-34b",
    "layers": 48,
    "hidden": 8192,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 22016,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 16384
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, codellama-34b-instruct-hf"
    }
   ]
  },
  {
   "model": {
    "name": "deepseek-r1",
    "layers": 61,
    "hidden": 7168,
    "heads": 128,
    "kvHeads": 1,
    "headDim": 192,
    "intermediate": 18432,
    "vocabulary": 129280,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 163840,
    "experts": {
     "count": 256,
     "active": 8,
     "intermediate": 2048,
     "shared": 1,
     "sharedIntermediate": 2048,
     "layers": 58
    },
    "latentAttention": {
     "queryRank": 1536,
     "kvRank": 512,
     "nopeDim": 128,
     "ropeDim": 64,
     "valueDim": 128
    },
    "checkpointFormat": "fp8"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, deepseek-ai/DeepSeek-R1"
    }
   ]
  },
  {
   "model": {
    "name": "deepseek-v2-lite",
    "layers": 27,
    "hidden": 2048,
    "heads": 16,
    "kvHeads": 1,
    "headDim": 192,
    "intermediate": 10944,
    "vocabulary": 102400,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 163840,
    "experts": {
     "count": 64,
     "active": 6,
     "intermediate": 1408,
     "shared": 2,
     "sharedIntermediate": 2816,
     "layers": 26
    },
    "latentAttention": {
     "kvRank": 512,
     "nopeDim": 128,
     "ropeDim": 64,
     "valueDim": 128
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, deepseek-v2-lite"
    }
   ]
  },
  {
   "model": {
    "name": "deepseek-v3",
    "layers": 61,
    "hidden": 7168,
    "heads": 128,
    "kvHeads": 1,
    "headDim": 192,
    "intermediate": 18432,
    "vocabulary": 129280,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 163840,
    "experts": {
     "count": 256,
     "active": 8,
     "intermediate": 2048,
     "shared": 1,
     "sharedIntermediate": 2048,
     "layers": 58
    },
    "latentAttention": {
     "queryRank": 1536,
     "kvRank": 512,
     "nopeDim": 128,
     "ropeDim": 64,
     "valueDim": 128
    },
    "checkpointFormat": "fp8"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, deepseek-ai/DeepSeek-V3"
    }
   ]
  },
  {
   "model": {
    "name": "gemma-2-27b",
    "layers": 46,
    "hidden": 4608,
    "heads": 32,
    "kvHeads": 16,
    "headDim": 128,
    "intermediate": 36864,
    "vocabulary": 256000,
    "gatedMlp": true,
    "tiedEmbeddings": true,
    "maxContext": 8192,
    "slidingWindow": {
     "window": 4096,
     "layers": 23
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of google/gemma-2-27b-it, as in mlc-ai/mlc-llm model_preset.py"
    }
   ]
  },
  {
   "model": {
    "name": "gemma-2-9b",
    "layers": 42,
    "hidden": 3584,
    "heads": 16,
    "kvHeads": 8,
    "headDim": 256,
    "intermediate": 14336,
    "vocabulary": 256000,
    "gatedMlp": true,
    "tiedEmbeddings": true,
    "maxContext": 8192,
    "slidingWindow": {
     "window": 4096,
     "layers": 21
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of google/gemma-2-9b-it, as in mlc-ai/mlc-llm model_preset.py"
    }
   ]
  },
  {
   "model": {
    "name": "gemma-3-12b",
    "layers": 48,
    "hidden": 3840,
    "heads": 16,
    "kvHeads": 8,
    "headDim": 256,
    "intermediate": 15360,
    "vocabulary": 262208,
    "gatedMlp": true,
    "tiedEmbeddings": true,
    "maxContext": 131072,
    "slidingWindow": {
     "window": 1024,
     "layers": 40
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of google/gemma-3-12b-it"
    }
   ]
  },
  {
   "model": {
    "name": "gemma-3-27b",
    "layers": 62,
    "hidden": 5376,
    "heads": 32,
    "kvHeads": 16,
    "headDim": 128,
    "intermediate": 21504,
    "vocabulary": 262208,
    "gatedMlp": true,
    "tiedEmbeddings": true,
    "maxContext": 131072,
    "slidingWindow": {
     "window": 1024,
     "layers": 52
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of google/gemma-3-27b-it"
    }
   ]
  },
  {
   "model": {
    "name": "glm-5",
    "layers": 78,
    "hidden": 6144,
    "heads": 64,
    "kvHeads": 1,
    "headDim": 256,
    "intermediate": 12288,
    "vocabulary": 154880,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 202752,
    "experts": {
     "count": 256,
     "active": 8,
     "intermediate": 2048,
     "shared": 1,
     "sharedIntermediate": 2048,
     "layers": 75
    },
    "latentAttention": {
     "queryRank": 2048,
     "kvRank": 512,
     "nopeDim": 192,
     "ropeDim": 64,
     "valueDim": 256
    },
    "checkpointFormat": "fp8"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, zai-org/GLM-5-FP8"
    }
   ]
  },
  {
   "model": {
    "name": "gpt-oss-120b",
    "layers": 36,
    "hidden": 2880,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 64,
    "intermediate": 2880,
    "vocabulary": 201088,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072,
    "experts": {
     "count": 128,
     "active": 4,
     "intermediate": 2880,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 36
    },
    "slidingWindow": {
     "window": 128,
     "layers": 18
    },
    "checkpointFormat": "fp4"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, openai/gpt-oss-120b"
    }
   ]
  },
  {
   "model": {
    "name": "gpt-oss-20b",
    "layers": 24,
    "hidden": 2880,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 64,
    "intermediate": 2880,
    "vocabulary": 201088,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072,
    "experts": {
     "count": 32,
     "active": 4,
     "intermediate": 2880,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 24
    },
    "slidingWindow": {
     "window": 128,
     "layers": 12
    },
    "checkpointFormat": "fp4"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, openai/gpt-oss-20b"
    }
   ]
  },
  {
   "model": {
    "name": "internlm-20b",
    "layers": 60,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 40,
    "headDim": 128,
    "intermediate": 13824,
    "vocabulary": 103168,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "microsoft/vidur, vidur/config/model_config.py"
    }
   ]
  },
  {
   "model": {
    "name": "kimi-k2.5",
    "layers": 61,
    "hidden": 7168,
    "heads": 64,
    "kvHeads": 1,
    "headDim": 192,
    "intermediate": 18432,
    "vocabulary": 163840,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 262144,
    "experts": {
     "count": 384,
     "active": 8,
     "intermediate": 2048,
     "shared": 1,
     "sharedIntermediate": 2048,
     "layers": 60
    },
    "latentAttention": {
     "queryRank": 1536,
     "kvRank": 512,
     "nopeDim": 128,
     "ropeDim": 64,
     "valueDim": 128
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, moonshotai/Kimi-K2.5"
    }
   ]
  },
  {
   "model": {
    "name": "llama-2-13b",
    "layers": 40,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 40,
    "headDim": 128,
    "intermediate": 13824,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "mlc-ai/mlc-llm, python/mlc_llm/model/model_preset.py"
    }
   ]
  },
  {
   "model": {
    "name": "llama-2-70b",
    "layers": 80,
    "hidden": 8192,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 28672,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/training, Llama-2-70b-hf"
    }
   ]
  },
  {
   "model": {
    "name": "llama-2-7b",
    "layers": 32,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 32,
    "headDim": 128,
    "intermediate": 11008,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, llama-2-7b-hf"
    }
   ]
  },
  {
   "model": {
    "name": "llama-3.1-405b",
    "layers": 126,
    "hidden": 16384,
    "heads": 128,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 53248,
    "vocabulary": 128256,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, meta-llama/Meta-Llama-3.1-405B"
    }
   ]
  },
  {
   "model": {
    "name": "llama-3.1-70b",
    "layers": 80,
    "hidden": 8192,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 28672,
    "vocabulary": 128256,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, meta-llama/Meta-Llama-3.1-70B"
    }
   ]
  },
  {
   "model": {
    "name": "llama-3.1-8b",
    "layers": 32,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 14336,
    "vocabulary": 128256,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, meta-llama/Meta-Llama-3.1-8B"
    }
   ]
  },
  {
   "model": {
    "name": "llama-4-maverick-17b-128e",
    "layers": 48,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 16384,
    "vocabulary": 202048,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 1048576,
    "experts": {
     "count": 128,
     "active": 1,
     "intermediate": 8192,
     "shared": 1,
     "sharedIntermediate": 8192,
     "layers": 24
    },
    "slidingWindow": {
     "window": 8192,
     "layers": 36
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, meta-llama/Llama-4-Maverick-17B-128E-Instruct"
    }
   ]
  },
  {
   "model": {
    "name": "llama-4-scout-17b-16e",
    "layers": 48,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 8192,
    "vocabulary": 202048,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 10485760,
    "experts": {
     "count": 16,
     "active": 1,
     "intermediate": 8192,
     "shared": 1,
     "sharedIntermediate": 8192,
     "layers": 48
    },
    "slidingWindow": {
     "window": 8192,
     "layers": 36
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, meta-llama/Llama-4-Scout-17B-16E-Instruct"
    }
   ]
  },
  {
   "model": {
    "name": "minimax-m2.5",
    "layers": 62,
    "hidden": 3072,
    "heads": 48,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 1536,
    "vocabulary": 200064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 196608,
    "experts": {
     "count": 256,
     "active": 8,
     "intermediate": 1536,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 62
    },
    "checkpointFormat": "fp8"
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, MiniMaxAI/MiniMax-M2.5"
    }
   ]
  },
  {
   "note": "v0.1 has sliding_window 4096 on every layer; v0.2/v0.3 none (vocab 32768 in v0.3)",
   "model": {
    "name": "mistral-7b",
    "layers": 32,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 14336,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "mlc-ai/mlc-llm, python/mlc_llm/model/model_preset.py; microsoft/apex_plus:apex_plus/models/mistral"
    }
   ]
  },
  {
   "model": {
    "name": "mistral-nemo-12b",
    "layers": 40,
    "hidden": 5120,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 14336,
    "vocabulary": 131072,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, mistral-nemo-instruct-2407"
    }
   ]
  },
  {
   "model": {
    "name": "mixtral-8x22b",
    "layers": 56,
    "hidden": 6144,
    "heads": 48,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 16384,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 65536,
    "experts": {
     "count": 8,
     "active": 2,
     "intermediate": 16384,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 56
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, mistralai/Mixtral-8x22B-v0.1"
    }
   ]
  },
  {
   "model": {
    "name": "mixtral-8x7b",
    "layers": 32,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 14336,
    "vocabulary": 32000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768,
    "experts": {
     "count": 8,
     "active": 2,
     "intermediate": 14336,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 32
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, mistralai/Mixtral-8x7B-v0.1"
    }
   ]
  },
  {
   "model": {
    "name": "phi-2",
    "layers": 32,
    "hidden": 2560,
    "heads": 32,
    "kvHeads": 32,
    "headDim": 80,
    "intermediate": 10240,
    "vocabulary": 51200,
    "gatedMlp": false,
    "tiedEmbeddings": false,
    "maxContext": 2048
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "microsoft/vidur, vidur/config/model_config.py"
    }
   ]
  },
  {
   "model": {
    "name": "phi-3-medium-14b",
    "layers": 40,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 10,
    "headDim": 128,
    "intermediate": 17920,
    "vocabulary": 32064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "abhibambhaniya/GenZ-LLM-Analyzer, GenZ/Models/Model_sets/microsoft.py"
    }
   ]
  },
  {
   "model": {
    "name": "phi-3-mini-3.8b",
    "layers": 32,
    "hidden": 3072,
    "heads": 32,
    "kvHeads": 32,
    "headDim": 96,
    "intermediate": 8192,
    "vocabulary": 32064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 131072
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "mlc-ai/mlc-llm, python/mlc_llm/model/model_preset.py (phi-3_5)"
    }
   ]
  },
  {
   "model": {
    "name": "phi-4-14b",
    "layers": 40,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 10,
    "headDim": 128,
    "intermediate": 17920,
    "vocabulary": 100352,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 16384
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json of microsoft/phi-4"
    }
   ]
  },
  {
   "model": {
    "name": "phi-mini-moe",
    "layers": 32,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 960,
    "vocabulary": 32064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096,
    "experts": {
     "count": 16,
     "active": 2,
     "intermediate": 960,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 32
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "casys-kaist/LLMServingSim, configs/model/microsoft/Phi-mini-MoE-instruct.json"
    }
   ]
  },
  {
   "model": {
    "name": "qwen-72b",
    "layers": 80,
    "hidden": 8192,
    "heads": 64,
    "kvHeads": 64,
    "headDim": 128,
    "intermediate": 24576,
    "vocabulary": 152064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "microsoft/vidur, vidur/config/model_config.py"
    }
   ]
  },
  {
   "model": {
    "name": "qwen2.5-14b",
    "layers": 48,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 13824,
    "vocabulary": 152064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "abhibambhaniya/GenZ-LLM-Analyzer, GenZ/Models/Model_sets/alibaba.py"
    }
   ]
  },
  {
   "model": {
    "name": "qwen2.5-32b",
    "layers": 64,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 27648,
    "vocabulary": 152064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "abhibambhaniya/GenZ-LLM-Analyzer, GenZ/Models/Model_sets/alibaba.py"
    }
   ]
  },
  {
   "model": {
    "name": "qwen2.5-72b",
    "layers": 80,
    "hidden": 8192,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 29568,
    "vocabulary": 152064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "abhibambhaniya/GenZ-LLM-Analyzer, GenZ/Models/Model_sets/alibaba.py"
    }
   ]
  },
  {
   "model": {
    "name": "qwen2.5-7b",
    "layers": 28,
    "hidden": 3584,
    "heads": 28,
    "kvHeads": 4,
    "headDim": 128,
    "intermediate": 18944,
    "vocabulary": 152064,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 32768
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, qwen2.5-7b-instruct"
    }
   ]
  },
  {
   "model": {
    "name": "qwen3-14b",
    "layers": 40,
    "hidden": 5120,
    "heads": 40,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 17408,
    "vocabulary": 151936,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 40960
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, qwen3-14b"
    }
   ]
  },
  {
   "model": {
    "name": "qwen3-235b-a22b",
    "layers": 94,
    "hidden": 4096,
    "heads": 64,
    "kvHeads": 4,
    "headDim": 128,
    "intermediate": 1536,
    "vocabulary": 151936,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 40960,
    "experts": {
     "count": 128,
     "active": 8,
     "intermediate": 1536,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 94
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, Qwen/Qwen3-235B-A22B"
    }
   ]
  },
  {
   "model": {
    "name": "qwen3-30b-a3b",
    "layers": 48,
    "hidden": 2048,
    "heads": 32,
    "kvHeads": 4,
    "headDim": 128,
    "intermediate": 768,
    "vocabulary": 151936,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 40960,
    "experts": {
     "count": 128,
     "active": 8,
     "intermediate": 768,
     "shared": 0,
     "sharedIntermediate": 0,
     "layers": 48
    }
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, Qwen/Qwen3-30B-A3B"
    }
   ]
  },
  {
   "model": {
    "name": "qwen3-32b",
    "layers": 64,
    "hidden": 5120,
    "heads": 64,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 25600,
    "vocabulary": 151936,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 40960
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, Qwen/Qwen3-32B"
    }
   ]
  },
  {
   "model": {
    "name": "qwen3-8b",
    "layers": 36,
    "hidden": 4096,
    "heads": 32,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 12288,
    "vocabulary": 151936,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 40960
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in ai-dynamo/aiconfigurator, Qwen/Qwen3-8B"
    }
   ]
  },
  {
   "model": {
    "name": "yi-34b",
    "layers": 60,
    "hidden": 7168,
    "heads": 56,
    "kvHeads": 8,
    "headDim": 128,
    "intermediate": 20480,
    "vocabulary": 64000,
    "gatedMlp": true,
    "tiedEmbeddings": false,
    "maxContext": 4096
   },
   "provenance": [
    {
     "path": "",
     "status": "datasheet",
     "source": "config.json copy in inference-sim/inference-sim, yi-34b"
    }
   ]
  }
 ]
};
