/**
 * What a model writes where nobody speaks. A recogniser that was pruned too far fills silence and
 * noise with words, which no data set of speech shows.
 */
package dev.sotto.eval.probe;
