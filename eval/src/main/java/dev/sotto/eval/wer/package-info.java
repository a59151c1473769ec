/**
 * Word and character error rate: minimal edit alignments, corpus totals and bootstrap intervals.
 *
 * <p>Texts come normalised (see {@link dev.sotto.eval.text}). Words are what stands between runs of
 * U+0020; characters are code points of the stripped text, spaces included unless characters are
 * the {@link dev.sotto.eval.wer.Measure} or the normaliser put the spaces in.
 *
 * <p>Of all alignments with the fewest edits those with the most hits count, which is the same as
 * the fewest substitutions; the totals do not depend on it, only the split into substitutions,
 * deletions and insertions. NIST's sclite, with its weights 4, 3, 3, prefers the same among them.
 *
 * <p>A corpus rate is all edits over all reference words (or characters), never a mean of rates.
 * Where there is no reference word at all, the rate is the number of insertions (as jiwer 4 has
 * it), hence 0 where nothing was said and nothing heard.
 */
package dev.sotto.eval.wer;
