package dev.sotto.runtime.session;

/** How far ONNX Runtime may rewrite a graph before it runs; each level includes those before it. */
public enum OptimizationLevel {
  /** The graph runs as it is written: the level for comparing two graphs number by number. */
  DISABLED,
  /** Rewrites that keep the standard operators: constant folding, redundant nodes. */
  BASIC,
  /** Fusions into ONNX Runtime's own operators. */
  EXTENDED,
  /** Changes of memory layout for the processor at hand. */
  LAYOUT,
  ALL
}
