/**
 * Text normalisers: what counts as the same text before word error rate is computed.
 *
 * <p>Every normaliser has an id that is reported beside every rate, because a rate means nothing
 * without it. Whisper's two are those of OpenAI's package (version 20250625), character for
 * character, so that figures compare with published ones.
 */
package dev.sotto.eval.text;
