/**
 * Makes a Whisper ONNX export from the sizes in {@code config.json} and weights by role, in the
 * layout of Hugging Face Optimum:
 *
 * <pre>
 *   encoder_model.onnx          input_features [B, M, F] -> last_hidden_state [B, S, D]
 *   decoder_model_merged.onnx   If(use_cache_branch) { then: with_past, else: no_past }
 *     input_ids [B, T], encoder_hidden_states [B, S, D],
 *     past_key_values.N.{decoder,encoder}.{key,value} [B, H, P or S, K]
 *       -> logits [B, T, V], present.N.{decoder,encoder}.{key,value}
 * </pre>
 *
 * <p>Each part of a graph has a class of its own. Nothing here knows ONNX files: the graphs are
 * {@code dev.sotto.models.graph}, and {@code dev.sotto.models.onnx} writes them.
 */
package dev.sotto.models.build;
