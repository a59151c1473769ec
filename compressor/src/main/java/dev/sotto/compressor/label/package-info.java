/**
 * Labels for speech that nobody wrote down: a model writes them, and those that it is likely to
 * have got wrong are dropped.
 *
 * <p>What is kept is a manifest as {@link dev.sotto.eval.dataset} describes them, with two further
 * fields for those who want to sort or filter again: {@code log_probability}, the mean natural
 * logarithm of a token's probability, and {@code compression_ratio}, the text's bytes over its
 * bytes as zlib has them.
 */
package dev.sotto.compressor.label;
