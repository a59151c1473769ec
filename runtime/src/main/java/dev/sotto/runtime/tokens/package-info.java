/**
 * Text to the ids of Whisper's tokens and back, byte for byte as the tokenizers library of Hugging
 * Face does it, which runs here through DJL. No class of {@code ai.djl} leaves this package.
 */
package dev.sotto.runtime.tokens;
