/**
 * Says whether a candidate hears as well as a baseline on the same utterances, and keeps to other
 * limits. {@code docs/gate.md} tells how to use it; {@link dev.sotto.eval.gate.GateAssertions} is
 * the way in for tests, {@link dev.sotto.eval.gate.Gate} for programs.
 *
 * <p>Bounds of the increase, and how many utterances are enough, stand with their letters in the
 * description of {@link dev.sotto.eval.compare}.
 *
 * <p><b>Verdict.</b> Unchanged if every normalised hypothesis is the same and {@code m} is not
 * below 0: that is no inference. Non-inferior if the upper bound is at most {@code m}; worse if the
 * lower bound is above {@code m}; else undecided, which is too little data to say. So a candidate
 * that is worse by the margin passes with a probability of at most {@code 1 - c}, and one that is
 * as good as the margin allows, or better, is called worse with a probability of at most {@code 1 -
 * c}, as far as the bootstrap holds.
 *
 * <p><b>What this cannot do.</b> Utterances count as independent; several of one speaker or
 * recording say less than their number. And a rare catastrophe, such as one clip in a thousand that
 * becomes a page of repeated text, is not in most data sets of a hundred clips: no interval shows
 * what no utterance shows. The limits on {@linkplain dev.sotto.eval.signs signs} look for the first
 * such clip instead.
 */
package dev.sotto.eval.gate;
