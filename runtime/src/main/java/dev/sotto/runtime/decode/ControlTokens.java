package dev.sotto.runtime.decode;

import java.util.OptionalInt;

/**
 * The ids of the tokens that steer a decoder whatever language is spoken.
 *
 * @param start {@code <|startoftranscript|>}
 * @param end {@code <|endoftext|>}
 * @param noTimestamps {@code <|notimestamps|>}; empty for a model without timestamps that has no
 *     such token
 * @param noSpeech {@code <|nospeech|>}, which older files call {@code <|nocaptions|>}
 * @param firstTimestamp {@code <|0.00|>}; empty for a model without timestamps
 */
public record ControlTokens(
    int start,
    int end,
    OptionalInt noTimestamps,
    OptionalInt noSpeech,
    OptionalInt firstTimestamp) {}
