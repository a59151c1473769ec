/**
 * Searches for the text of windows: greedy, with beams, by draws, and once more where a text is not
 * believed; the rules that every token keeps to; loops.
 *
 * <p>Shape letters as in {@link dev.sotto.runtime.decode}. A <b>row</b> is one of the sequences
 * that a decoder goes on with at a time: one for each utterance, or several.
 */
package dev.sotto.runtime.decode.search;
