/**
 * Reads recordings as Whisper hears them: WAV, FLAC and MP3 files become 16 kHz mono samples.
 *
 * <p>A {@code MonoStream} decodes one format a block at a time, {@code Resampler} brings the blocks
 * to 16 kHz as they come, so memory holds the 16 kHz result and little else. {@link
 * dev.sotto.runtime.audio.PartReader} cuts parts out of long recordings in one pass. Whatever is
 * wrong with a file is one {@link dev.sotto.models.SottoException}.
 */
package dev.sotto.runtime.audio;
