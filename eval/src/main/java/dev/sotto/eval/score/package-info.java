/**
 * Scores pairs of texts, each by its language: which normaliser's lower case, which measure. What
 * language has which, and what is said of texts that a normaliser does not know, stands in {@code
 * docs/scoring.md}.
 */
package dev.sotto.eval.score;
