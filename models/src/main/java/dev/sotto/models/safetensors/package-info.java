/**
 * Reads and writes safetensors files, the form in which Hugging Face and Sotto's own checkpoints
 * keep weights.
 *
 * <pre>
 *   8 bytes   length N of the header, little-endian
 *   N bytes   JSON: {"__metadata__": {"key": "text"},
 *                    "name": {"dtype": "F32", "shape": [out, in], "data_offsets": [from, to]}, ...}
 *   the rest  the elements, row-major and little-endian; offsets count from here
 * </pre>
 *
 * <p>Tensors follow one another without gaps and without overlap. Weights stay in the mapped file
 * until somebody looks at them.
 */
package dev.sotto.models.safetensors;
