/**
 * Reads recordings as Whisper hears them: WAV, FLAC, MP3, and whatever else an installed ffmpeg
 * reads, become 16 kHz mono samples.
 *
 * <p>A {@code MonoStream} decodes one format a block at a time, {@code Resampler} brings the blocks
 * to 16 kHz as they come, so memory holds the 16 kHz result and little else. {@link
 * dev.sotto.runtime.audio.PartReader} cuts parts out of long recordings in one pass. All of the
 * sound that a file holds is read, or it is refused: decoders that pass over what they do not know
 * are shown only what was checked before. Whatever is wrong with a file is one {@link
 * dev.sotto.models.SottoException}.
 */
package dev.sotto.runtime.audio;
