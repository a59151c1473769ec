/**
 * Signs that a recogniser makes things up, which a word error rate hides among ordinary errors:
 * words inserted, text that repeats itself, nothing heard where something was said, something heard
 * where nothing was said.
 *
 * <p>They are counted on normalised texts, by comparison with the reference: a speaker who repeats
 * himself is no sign. A text that the decoder cut at a loop repeats itself; in what others wrote,
 * and what was not cut, two rules find repetition ({@link
 * dev.sotto.eval.signs.HallucinationSigns#loops()}):
 *
 * <ul>
 *   <li>a phrase of any length stands at least {@value dev.sotto.eval.signs.PhraseLoop#FEWEST}
 *       times in a row, and at least {@value dev.sotto.eval.signs.PhraseLoop#MORE} times more than
 *       any phrase of that length does in the reference;
 *   <li>zlib makes the text more than {@value dev.sotto.eval.signs.TooRegular#MOST} times smaller,
 *       the threshold at which OpenAI's Whisper decodes again ({@code compression_ratio_threshold}
 *       in its transcribe.py), and at least {@value
 *       dev.sotto.eval.signs.TooRegular#BEYOND_REFERENCE} times better than the reference. Scripts
 *       of three bytes a character, such as Devanagari, pass 2.4 with ordinary text; hence the
 *       second condition. It also finds loops in text that has no spaces.
 * </ul>
 */
package dev.sotto.eval.signs;
