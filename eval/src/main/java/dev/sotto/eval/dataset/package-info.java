/**
 * What is measured: clips with their reference texts.
 *
 * <p>A manifest is UTF-8 text with one JSON object a line, as NVIDIA NeMo writes them: {@code
 * audio_filepath} (absolute, or relative to the manifest), {@code text}, and optionally {@code
 * duration} in seconds, {@code language} and {@code speaker}. Other fields are ignored, as are
 * blank lines and a byte order mark. A null is an absent field. A manifest of clips that nobody
 * wrote down yet lacks {@code text} in some lines or in all ({@link
 * dev.sotto.eval.dataset.Manifest#readClips}).
 */
package dev.sotto.eval.dataset;
