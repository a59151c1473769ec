/**
 * Pairs of texts, of which {@link dev.sotto.eval.dataset.pairs.TextPairs} reads every form. They
 * are JSON lines with {@code reference} (or {@code text}) and {@code hypothesis} (or {@code
 * pred_text}), and optionally {@code id}, {@code duration}, {@code language} and {@code speaker}; a
 * table with such columns; two files of plain text with one utterance a line; or two of Kaldi's
 * {@code text} or sclite's {@code trn}, whose lines ids pair.
 */
package dev.sotto.eval.dataset.pairs;
