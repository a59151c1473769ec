/**
 * From log-mel windows to text: runs a Whisper export in the Optimum layout with a key-value cache,
 * decodes greedily in batches, and cuts long audio into windows.
 *
 * <p>Shape letters: {@code B} utterances of a batch, {@code T} tokens of one call, {@code V}
 * vocabulary, {@code M} mel bins, {@code F} mel frames of a window, {@code S} encoder positions
 * (half of {@code F}), {@code D} width of the residual stream, {@code H} heads, {@code K} width of
 * a head.
 */
package dev.sotto.runtime.decode;
