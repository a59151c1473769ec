/**
 * From log-mel windows to tokens: runs a Whisper export with a key-value cache and decodes in
 * batches.
 *
 * <p>Shape letters: {@code B} utterances of a batch, {@code T} tokens of one call, {@code V}
 * vocabulary, {@code M} mel bins, {@code F} mel frames of a window, {@code S} encoder positions
 * (half of {@code F}), {@code D} width of the residual stream, {@code H} heads, {@code K} width of
 * a head.
 */
package dev.sotto.runtime.decode;
