/**
 * Everything but the weights of Sotto's own nano Whisper: sentences from a small grammar, spoken by
 * espeak-ng, and the tokenizer and settings of a model with windows of three seconds.
 *
 * <p>All of it follows from one seed: the same seed and the same espeak-ng give the same bytes on
 * any number of threads. A data folder holds {@code train.jsonl} and {@code test.jsonl} (manifests
 * as {@link dev.sotto.eval.dataset} describes them), {@code clips/} (mono WAV, 8 kHz, 8-bit mu-law)
 * and {@code model/} (the files of an export without its graphs).
 */
package dev.sotto.compressor.demo;
