/**
 * Reads and writes ONNX files. Protobuf stops here: what the rest of Sotto sees is {@code
 * dev.sotto.models.graph}, and whatever that does not model (unknown fields, metadata, doc strings,
 * functions) is kept with the message it came from and written back.
 *
 * <p>Weights stay in the mapped file until they are written, so a model never lies in the heap.
 */
package dev.sotto.models.onnx;
