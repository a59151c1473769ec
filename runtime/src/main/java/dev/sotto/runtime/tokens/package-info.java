/**
 * Whisper's tokens: the vocabulary from whichever files a model has, checked before any native code
 * sees it; text to ids and back, byte for byte as the tokenizers library of Hugging Face does it,
 * which runs here through DJL. No class of {@code ai.djl} leaves this package.
 */
package dev.sotto.runtime.tokens;
