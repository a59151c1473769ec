/**
 * What the layer normalisations of a model do, and what pruning did to them: figures of capacity
 * and of activations over calibration clips, of one model, or of two on the same sound and tokens.
 *
 * <p>Activations are those that ONNX Runtime computes on a temporary copy of the graphs, whose
 * inner values leave as outputs; statistics are computed from them in double precision, clip by
 * clip. Silence behind a clip's end is masked: its frames enter no figure. A model is changed by
 * none of it.
 */
package dev.sotto.compressor.diagnose;
